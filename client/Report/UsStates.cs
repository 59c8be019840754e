using System.Collections.Immutable;

namespace OpenPayments.Client.Report;

/// <summary>A state, district, territory or military region, with its tile on the map.</summary>
public sealed record UsState(string Code, string Name, int Column, int Row);

/// <summary>The United States as a grid of equal tiles, about where they lie: a small state is as easy to see as a large one.</summary>
public static class UsStates
{
    public const int ColumnCount = 12;

    public const int RowCount = 9;

    /// <summary>Territories and military regions stand in the last row, apart from the others.</summary>
    public static ImmutableArray<UsState> All { get; } =
    [
        new("AK", "Alaska", 0, 0), new("ME", "Maine", 11, 0),
        new("VT", "Vermont", 10, 1), new("NH", "New Hampshire", 11, 1),
        new("WA", "Washington", 1, 2), new("ID", "Idaho", 2, 2), new("MT", "Montana", 3, 2), new("ND", "North Dakota", 4, 2), new("MN", "Minnesota", 5, 2),
        new("IL", "Illinois", 6, 2), new("WI", "Wisconsin", 7, 2), new("MI", "Michigan", 8, 2), new("NY", "New York", 9, 2), new("RI", "Rhode Island", 10, 2), new("MA", "Massachusetts", 11, 2),
        new("OR", "Oregon", 1, 3), new("NV", "Nevada", 2, 3), new("WY", "Wyoming", 3, 3), new("SD", "South Dakota", 4, 3), new("IA", "Iowa", 5, 3),
        new("IN", "Indiana", 6, 3), new("OH", "Ohio", 7, 3), new("PA", "Pennsylvania", 8, 3), new("NJ", "New Jersey", 9, 3), new("CT", "Connecticut", 10, 3),
        new("CA", "California", 1, 4), new("UT", "Utah", 2, 4), new("CO", "Colorado", 3, 4), new("NE", "Nebraska", 4, 4), new("MO", "Missouri", 5, 4),
        new("KY", "Kentucky", 6, 4), new("WV", "West Virginia", 7, 4), new("VA", "Virginia", 8, 4), new("MD", "Maryland", 9, 4), new("DE", "Delaware", 10, 4),
        new("AZ", "Arizona", 2, 5), new("NM", "New Mexico", 3, 5), new("KS", "Kansas", 4, 5), new("AR", "Arkansas", 5, 5),
        new("TN", "Tennessee", 6, 5), new("NC", "North Carolina", 7, 5), new("SC", "South Carolina", 8, 5), new("DC", "District of Columbia", 9, 5),
        new("OK", "Oklahoma", 4, 6), new("LA", "Louisiana", 5, 6), new("MS", "Mississippi", 6, 6), new("AL", "Alabama", 7, 6), new("GA", "Georgia", 8, 6),
        new("HI", "Hawaii", 0, 7), new("TX", "Texas", 4, 7), new("FL", "Florida", 9, 7),
        new("PR", "Puerto Rico", 0, 8), new("VI", "US Virgin Islands", 1, 8), new("GU", "Guam", 2, 8), new("AS", "American Samoa", 3, 8), new("MP", "Northern Mariana Islands", 4, 8),
        new("AA", "Armed Forces Americas", 7, 8), new("AE", "Armed Forces Europe", 8, 8), new("AP", "Armed Forces Pacific", 9, 8),
        new("PW", "Palau", 10, 8), new("UM", "US Minor Outlying Islands", 11, 8),
    ];

    public static ImmutableArray<string> Codes { get; } = [.. All.Select(state => state.Code)];
}
