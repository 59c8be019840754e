namespace OpenPayments.Ingestion.Quarantine;

/// <summary>
/// How lists of findings lie in columns: one entry for each finding, and one for a record without any. The repetition level
/// is 0 where a record starts, the definition level tells a finding from an empty list.
/// </summary>
internal sealed record FindingLevels(int[] Definition, int[] Repetition)
{
    private const int EmptyList = 1;

    private static int Present => QuarantineSchema.Findings[0].Field.MaxDefinitionLevel;

    public static FindingLevels Of(IEnumerable<QuarantinedRecord> records)
    {
        var definition = new List<int>();
        var repetition = new List<int>();
        foreach (var record in records)
        {
            definition.Add(record.Findings.Count == 0 ? EmptyList : Present);
            repetition.Add(0);
            for (var i = 1; i < record.Findings.Count; i++)
            {
                definition.Add(Present);
                repetition.Add(1);
            }
        }

        return new FindingLevels([.. definition], [.. repetition]);
    }

    /// <summary>How many findings each record has, in order.</summary>
    public IEnumerable<int> Counts()
    {
        for (var i = 0; i < Repetition.Length;)
        {
            var count = Definition[i] == Present ? 1 : 0;
            for (i++; i < Repetition.Length && Repetition[i] == 1; i++) count++;
            yield return count;
        }
    }
}
