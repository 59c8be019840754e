namespace OpenPayments.Ingestion.Rules;

/// <summary>Whether a text breaks a rule. Asked once for each distinct text of a column, not once a row.</summary>
public delegate bool TextPredicate(ReadOnlySpan<byte> text);

/// <summary>A rule on the texts of one column.</summary>
/// <param name="Passes">Texts of this shape never break it.</param>
/// <param name="PassesUpTo">If they are no longer than this, in bytes.</param>
public readonly record struct TextCheck(Rule Rule, TextPredicate IsBroken, TextShape Passes = TextShape.None, int PassesUpTo = TextScreen.MaxLengthBytes);

/// <summary>A rule on the numbers of one column: broken outside of Min..Max, or inside of it when <paramref name="BreaksInside"/>.</summary>
public readonly record struct RangeCheck(Rule Rule, long Min, long Max, bool BreaksInside = false);
