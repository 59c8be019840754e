namespace OpenPayments.Generator.World;

/// <summary>
/// Everything that the files speak of. It is the same for all seeds, so that two generated publications name the same
/// people and companies, as CMS's do.
/// </summary>
internal sealed class PaymentWorld
{
    private static readonly Lazy<PaymentWorld> Instance = new(() => new PaymentWorld());

    private PaymentWorld()
    {
        Companies = new Companies(Places);
    }

    public static PaymentWorld Shared => Instance.Value;

    public Names Names { get; } = new();

    public Places Places { get; } = new();

    public Professions Professions { get; } = new();

    public Companies Companies { get; }
}
