using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Csv;

/// <summary>The ways to find structure. All agree on every input; tests run every one of them.</summary>
public enum ScannerKernel
{
    /// <summary>The fastest that this processor supports.</summary>
    Best,

    /// <summary>Blocks of 64 bytes in one vector.</summary>
    Vector512,

    /// <summary>Blocks of 64 bytes in two vectors.</summary>
    Vector256,

    /// <summary>The reference, byte by byte.</summary>
    Scalar,
}

internal static class ScannerKernelExtensions
{
    extension(ScannerKernel kernel)
    {
        public ScannerKernel Resolved => kernel switch
        {
            ScannerKernel.Best when Vector512.IsHardwareAccelerated => ScannerKernel.Vector512,
            ScannerKernel.Best when Vector128.IsHardwareAccelerated => ScannerKernel.Vector256,
            ScannerKernel.Best => ScannerKernel.Scalar,
            _ => kernel,
        };
    }
}
