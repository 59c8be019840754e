namespace OpenPayments.Generator.Defects;

/// <summary>The ways in which a generated record can be wrong, and the oddities that CMS's own records have.</summary>
public enum DefectSort
{
    MissingColumn,
    ExtraColumn,
    UnterminatedQuote,
    UnterminatedQuoteInLastField,
    StrayQuote,
    InvalidUtf8,
    MissingRecordId,
    MissingAmount,
    MissingDate,
    MissingProgramYear,
    MissingPayer,
    AmountNotANumber,
    AmountWithThreeDecimals,
    AmountWithCurrencySign,
    AmountOutOfRange,
    ImpossibleDate,
    WrongDateFormat,
    CountNotAnInteger,
    OtherProgramYear,
    OverlongField,

    DateInYear2,
    SpreadsheetError,
    ZeroAmount,
    NineDigitNpi,
}
