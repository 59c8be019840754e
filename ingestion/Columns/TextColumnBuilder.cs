using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Builds a column of texts. A batch is added to a tentative tail first; committing keeps of it what belongs to accepted rows.
/// Text rules are judged where a text is first met, and remembered beside it.
/// </summary>
internal abstract class TextColumnBuilder(string name, ImmutableArray<TextCheck> checks) : TextColumnData(name)
{
    /// <summary>The bit of a verdict that says the text is not valid UTF-8; the bits below it are the checks'.</summary>
    private const int InvalidUtf8Bit = 31;

    private readonly TextScreen _screen = new(checks);

    protected ValidityBuilder ValidityWords { get; } = new();

    public override int RowCount => ValidityWords.RowCount;

    public override ReadOnlySpan<ulong> Validity => ValidityWords.Words;

    /// <summary>Set while the window holds bytes past ASCII in a file that is meant to be UTF-8.</summary>
    public virtual bool MustCheckUtf8 { get; set; }

    /// <summary>The builder that holds the column now: it answers for itself faster than through this one.</summary>
    public virtual TextColumnBuilder Current => this;

    /// <param name="likelyRowCount">So many rows will be appended, unless some are rejected.</param>
    public abstract void Reset(int likelyRowCount);

    /// <summary>Adds the cells to the tail and returns the rows whose text breaks a rule.</summary>
    public abstract RowSet Append(CellBatch cells);

    /// <summary>What is wrong with a cell of the tail, as bits for <see cref="RuleAt"/>.</summary>
    public abstract uint VerdictOf(int cellIndex);

    /// <summary>Adds rows of a batch in which the column has no cell.</summary>
    public void AppendNulls(int rowCount) => Current.ValidityWords.AppendNulls(rowCount);

    /// <summary>Takes the tail over for the accepted rows.</summary>
    public abstract void Commit(RowSet present, RowSet accepted);

    public Rule RuleAt(int bit) => bit == InvalidUtf8Bit ? RuleCatalog.InvalidUtf8 : checks[bit].Rule;

    /// <param name="text">Readable past its end, as <see cref="CellBatch"/> has it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected uint Judge(ref byte text, int length) => _screen.Passes(ref text, length) ? 0 : JudgeEach(MemoryMarshal.CreateReadOnlySpan(ref text, length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private uint JudgeEach(ReadOnlySpan<byte> text)
    {
        uint verdict = 0;
        for (var i = 0; i < checks.Length; i++)
            if (checks[i].IsBroken(text))
                verdict |= 1u << i;
        if (MustCheckUtf8 && !Utf8.IsValid(text)) verdict |= 1u << InvalidUtf8Bit;
        return verdict;
    }
}
