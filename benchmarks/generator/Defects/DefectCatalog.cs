using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Defects;

/// <summary>Every defect and oddity that the generator can make.</summary>
internal static class DefectCatalog
{
    /// <summary>More than the largest field that ingestion takes.</summary>
    private const int OverlongFieldBytes = (64 << 10) + 1;

    /// <summary>Bytes that are neither UTF-8 nor Windows-1252, which has no 0x81: a lone continuation, an overlong form, a surrogate, a number too high.</summary>
    private static readonly byte[][] InvalidSequences = [[0x81], [0xC0, 0x81], [0xED, 0xA0, 0x81], [0xF5, 0x81, 0x81, 0x81]];

    private static readonly IReadOnlyList<int> WholeRecord = [-1];

    public static ImmutableArray<Defect> All { get; } =
    [
        Structural(DefectSort.MissingColumn, RuleCatalog.ColumnCount, RemoveColumn),
        Structural(DefectSort.ExtraColumn, RuleCatalog.ColumnCount, AddColumn),
        // The open quote swallows at least one separator.
        Structural(DefectSort.UnterminatedQuote, RuleCatalog.ColumnCount, draft => LeaveQuoteOpen(draft, draft.DrawText())),
        Structural(DefectSort.UnterminatedQuoteInLastField, RuleCatalog.UnterminatedQuote, LeaveLastQuoteOpen),
        OfAnyText(DefectSort.StrayQuote, RuleCatalog.StrayQuote, AddStrayQuote),
        OfAnyText(DefectSort.InvalidUtf8, RuleCatalog.InvalidUtf8, draft => Insert(draft, InvalidSequences[draft.Draw(InvalidSequences.Length)])),
        OfAnyText(DefectSort.OverlongField, RuleCatalog.FieldTooLarge, MakeOverlong),
        Missing(DefectSort.MissingRecordId, "record_id", "general_transaction_id", "research_transaction_id", "physician_ownership_transaction_id"),
        Missing(DefectSort.MissingAmount, "total_amount_of_payment_usdollars"),
        Missing(DefectSort.MissingDate, "date_of_payment"),
        Missing(DefectSort.MissingProgramYear, "program_year"),
        Missing(DefectSort.MissingPayer, "applicable_manufacturer_or_applicable_gpo_making_payment_id"),
        Bad(DefectSort.AmountNotANumber, RuleCatalog.AmountFormat, OfType(ColumnType.Cents), _ => "N/A"),
        Bad(DefectSort.AmountWithThreeDecimals, RuleCatalog.AmountFormat, OfType(ColumnType.Cents), value => value + "5"),
        Bad(DefectSort.AmountWithCurrencySign, RuleCatalog.AmountFormat, OfType(ColumnType.Cents), value => "$" + value),
        Bad(DefectSort.AmountOutOfRange, RuleCatalog.AmountFormat, OfType(ColumnType.Cents), _ => "99999999999999999.99"),
        Bad(DefectSort.ImpossibleDate, RuleCatalog.DateFormat, Named("date_of_payment"), value => "02/30/" + value[^4..]),
        Bad(DefectSort.WrongDateFormat, RuleCatalog.DateFormat, OfType(ColumnType.Date), value => $"{value[^4..]}-{value[..2]}-{value[3..5]}"),
        Bad(DefectSort.CountNotAnInteger, RuleCatalog.IntegerFormat, Named("number_of_payments_included_in_total_amount"), value => value + ".5"),
        Bad(DefectSort.OtherProgramYear, RuleCatalog.ProgramYearDiffers, Named("program_year"), value => (int.Parse(value, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture)),
        Odd(DefectSort.DateInYear2, RuleCatalog.PaymentDateImplausible, ["date_of_payment"], "11/30/0002"),
        Odd(DefectSort.SpreadsheetError, RuleCatalog.SpreadsheetLitter, ["city_of_travel", "recipient_city", "covered_recipient_profile_city"], "#REF!"),
        Odd(DefectSort.ZeroAmount, RuleCatalog.AmountZero, ["total_amount_of_payment_usdollars"], "0.00"),
        Odd(DefectSort.NineDigitNpi, RuleCatalog.NpiFormat, ["covered_recipient_npi", "physician_npi"], "042697983"),
    ];

    private static Defect Structural(DefectSort sort, Rule rule, Func<DraftRecord, int> apply) => new(sort, rule, DefectExtent.Structure, _ => WholeRecord, (draft, _) =>
    {
        draft.JoinLines();
        return apply(draft);
    });

    private static Defect OfAnyText(DefectSort sort, Rule rule, Func<DraftRecord, int> apply) =>
        new(sort, rule, DefectExtent.Value, _ => WholeRecord, (draft, _) => apply(draft));

    private static Defect Missing(DefectSort sort, params string[] names) => Bad(sort, RuleCatalog.RequiredValue, Named(names), _ => "");

    private static Defect Bad(DefectSort sort, Rule rule, Func<FileLayout, IReadOnlyList<int>> findColumns, Func<string, string> spoil) =>
        new(sort, rule, DefectExtent.Value, findColumns, (draft, column) => Replace(draft, column, spoil));

    private static Defect Odd(DefectSort sort, Rule rule, string[] names, string value) =>
        new(sort, rule, DefectExtent.Oddity, Named(names), (draft, column) => Replace(draft, column, _ => value));

    private static Func<FileLayout, IReadOnlyList<int>> Named(params string[] names) =>
        layout => [.. names.Select(layout.IndexOf).Where(column => column >= 0)];

    private static Func<FileLayout, IReadOnlyList<int>> OfType(ColumnType type) =>
        layout => [.. Enumerable.Range(0, layout.Columns.Length).Where(column => layout.Columns[column].Type == type)];

    private static int Replace(DraftRecord draft, int column, Func<string, string> spoil)
    {
        draft.Set(column, spoil(draft.Get(column)));
        return column;
    }

    private static int RemoveColumn(DraftRecord draft)
    {
        draft.Cells.RemoveAt(draft.Draw(draft.Cells.Count));
        return -1;
    }

    private static int AddColumn(DraftRecord draft)
    {
        draft.Cells.Insert(draft.Draw(draft.Cells.Count + 1), Phrase.Of("one too many"));
        return -1;
    }

    private static int LeaveLastQuoteOpen(DraftRecord draft)
    {
        var last = draft.Cells.Count - 1;
        if (draft.Cells[last].Length < 2) draft.Cells[last] = Phrase.Of("ends here");
        return LeaveQuoteOpen(draft, last);
    }

    private static int LeaveQuoteOpen(DraftRecord draft, int column)
    {
        draft.Cells[column] = draft.Cells[column][..^1];
        return column;
    }

    private static int Insert(DraftRecord draft, ReadOnlySpan<byte> bytes)
    {
        var column = draft.DrawText();
        draft.InsertIntoText(column, bytes);
        return column;
    }

    private static int AddStrayQuote(DraftRecord draft)
    {
        draft.JoinLines();
        return Insert(draft, "\""u8);
    }

    private static int MakeOverlong(DraftRecord draft)
    {
        var column = draft.DrawText();
        draft.Cells[column] = Phrase.Of(new string('x', OverlongFieldBytes));
        return column;
    }
}
