namespace OpenPayments.Storage.Local;

/// <summary>How a range of a file will be used: posix_fadvise(2), with the numbers that Linux has for it.</summary>
internal enum FileAdvice
{
    Sequential = 2,
    DontNeed = 4,
}
