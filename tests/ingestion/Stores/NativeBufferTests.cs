using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Stores;

public sealed class NativeBufferTests
{
    [Fact]
    public void LargeMemory_IsAskedForInHugePages()
    {
        Assert.SkipUnless(File.Exists("/sys/kernel/mm/transparent_hugepage/enabled"), "needs a Linux with transparent huge pages");

        var buffer = NativeBuffer.InHugePages(16 << 20);
        var address = AddressOf(buffer.Span);
        Assert.Equal(0, address % (2 << 20));
        // "hg" is what the kernel says of memory for which huge pages were asked; whether it has any free is its affair.
        Assert.Contains("hg", FlagsOf(address + (4 << 20)).Split(' '));

        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
    }

    private static long AddressOf(Span<byte> native) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(native));

    private static string FlagsOf(long address)
    {
        var isOfAddress = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var range = line.Split(' ')[0].Split('-');
            if (range.Length == 2) isOfAddress = Parse(range[0]) <= address && address < Parse(range[1]);
            else if (isOfAddress && line.StartsWith("VmFlags:", StringComparison.Ordinal)) return line["VmFlags:".Length..].Trim();
        }

        throw new InvalidOperationException("The address is in no mapping.");
    }

    private static long Parse(string hex) => long.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
