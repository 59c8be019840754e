namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>Who was paid. Some sums of CMS cover more than one sort.</summary>
[Flags]
public enum Recipients
{
    Other = 1,
    Physicians = 2,
    NonPhysicianPractitioners = 4,
    TeachingHospitals = 8,
    Practitioners = Physicians | NonPhysicianPractitioners,
    All = Other | Practitioners | TeachingHospitals,
}

/// <summary>Payments that a sum is about. What is null or all does not matter.</summary>
/// <param name="Payer">The id of the company that made the payment.</param>
public readonly record struct PaymentGroup(string? Payer = null, string? Nature = null, Recipients Recipients = Recipients.All, string? State = null)
{
    /// <summary>From CMS's words, such as <c>Covered Recipient Physician</c>.</summary>
    public static Recipients ParseRecipients(string text)
    {
        return Has("Teaching Hospital") ? Recipients.TeachingHospitals
            : Has("Non-Physician") ? Has("Physician/") ? Recipients.Practitioners : Recipients.NonPhysicianPractitioners
            : Has("Physician") ? Recipients.Physicians
            : Recipients.Other;

        bool Has(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The same group without what another kind of sum does not tell apart.</summary>
    public PaymentGroup Project(PaymentGroup shape) => new(
        shape.Payer is null ? null : Payer, shape.Nature is null ? null : Nature, shape.Recipients, shape.State is null ? null : State);

    public override string ToString()
    {
        var parts = new List<string>();
        if (Payer is not null) parts.Add($"payer {Payer}");
        if (Nature is not null) parts.Add($"nature {(Nature.Length == 0 ? "none" : Nature)}");
        if (State is not null) parts.Add($"state {(State.Length == 0 ? "none" : State)}");
        if (Recipients != Recipients.All) parts.Add(Words(Recipients));
        return parts.Count == 0 ? "all payments" : string.Join(", ", parts);
    }

    private static string Words(Recipients recipients) => recipients switch
    {
        Recipients.Physicians => "physicians",
        Recipients.NonPhysicianPractitioners => "non-physician practitioners",
        Recipients.Practitioners => "physicians and non-physician practitioners",
        Recipients.TeachingHospitals => "teaching hospitals",
        _ => "other recipients",
    };
}
