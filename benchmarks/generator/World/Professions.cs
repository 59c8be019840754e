namespace OpenPayments.Generator.World;

/// <summary>What recipients do: CMS's primary types, and specialties as paths through the provider taxonomy.</summary>
internal sealed class Professions
{
    private static readonly string[] Groups =
    [
        "Allopathic & Osteopathic Physicians", "Physician Assistants & Advanced Practice Nursing Providers", "Dental Providers",
        "Eye and Vision Services Providers", "Podiatric Medicine & Surgery Service Providers", "Chiropractic Providers",
    ];

    private readonly WordSmith _smith = new(13);

    public Professions()
    {
        Specialties = WordSmith.Distinct(380, MakeSpecialty);
        TaxonomyCodes = WordSmith.Distinct(450, () => $"{_smith.Pick("207", "208", "363", "122", "152", "213")}{(char)('A' + _smith.Next(26))}{_smith.Next(100_000):D5}X");
    }

    public byte[][] Specialties { get; }

    public byte[][] TaxonomyCodes { get; }

    public byte[][] PhysicianTypes { get; } = Phrase.Each(
        "Medical Doctor", "Doctor of Osteopathy", "Doctor of Dentistry", "Doctor of Optometry", "Doctor of Podiatric Medicine", "Chiropractor");

    public byte[][] PractitionerTypes { get; } = Phrase.Each(
        "Nurse Practitioner", "Physician Assistant", "Certified Registered Nurse Anesthetist", "Clinical Nurse Specialist", "Certified Nurse-Midwife", "Anesthesiologist Assistant");

    private string MakeSpecialty()
    {
        var path = Groups[_smith.OneIn(3) ? _smith.Next(Groups.Length) : 0] + "|" + _smith.Capital(2, 5) + (_smith.OneIn(2) ? " Medicine" : "");
        if (_smith.OneIn(2)) return path;
        path += "|" + _smith.Capital(3, 6);
        return _smith.OneIn(4) ? $"{path}, {_smith.Capital(2, 3)} and {_smith.Capital(2, 3)}" : path;
    }
}
