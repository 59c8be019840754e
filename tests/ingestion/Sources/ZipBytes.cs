using System.Buffers.Binary;
using System.IO.Hashing;

namespace OpenPayments.Ingestion.Tests.Sources;

/// <summary>Archives that the framework does not write.</summary>
internal static class ZipBytes
{
    private const uint Local = 0x04034b50, Central = 0x02014b50, End64 = 0x06064b50, Locator64 = 0x07064b50, End = 0x06054b50;

    /// <summary>One stored entry whose sizes and offset stand in zip64 extra fields alone, as in archives past 4 GiB.</summary>
    public static byte[] CreateZip64(string entry, byte[] content)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        void WriteHeader(uint signature, Action writeExtra, int extraLength)
        {
            writer.Write(signature);
            if (signature == Central) writer.Write((ushort)45);
            foreach (var field in (ushort[])[45, 0, 0, 0, 0x5821]) writer.Write(field);
            writer.Write(Crc32.HashToUInt32(content));
            writer.Write(uint.MaxValue);
            writer.Write(uint.MaxValue);
            writer.Write((ushort)entry.Length);
            writer.Write((ushort)(extraLength + 4));
            if (signature == Central)
            {
                foreach (var field in (ushort[])[0, 0, 0, 0, 0]) writer.Write(field);
                writer.Write(uint.MaxValue);
            }

            writer.Write(entry.ToCharArray());
            writer.Write((ushort)1);
            writer.Write((ushort)extraLength);
            writer.Write((long)content.Length);
            writer.Write((long)content.Length);
            writeExtra();
        }

        WriteHeader(Local, () => { }, 16);
        writer.Write(content);
        var centralOffset = bytes.Position;
        WriteHeader(Central, () => writer.Write(0L), 24);
        var endOffset = bytes.Position;

        writer.Write(End64);
        writer.Write(44L);
        writer.Write((ushort)45);
        writer.Write((ushort)45);
        writer.Write(0L);
        writer.Write(1L);
        writer.Write(1L);
        writer.Write(endOffset - centralOffset);
        writer.Write(centralOffset);

        writer.Write(Locator64);
        writer.Write(0);
        writer.Write(endOffset);
        writer.Write(1);

        writer.Write(End);
        writer.Write(0);
        writer.Write(ushort.MaxValue);
        writer.Write(ushort.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write(uint.MaxValue);
        writer.Write((ushort)0);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Says another compression method in both headers of an archive's only entry.</summary>
    public static byte[] WithMethod(byte[] zip, ushort method)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(8), method);
        BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(FindCentral(zip) + 10), method);
        return zip;
    }

    public static byte[] AsEncrypted(byte[] zip)
    {
        zip[6] |= 1;
        zip[FindCentral(zip) + 8] |= 1;
        return zip;
    }

    private static int FindCentral(byte[] zip)
    {
        Span<byte> signature = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(signature, Central);
        return zip.AsSpan().LastIndexOf(signature);
    }
}
