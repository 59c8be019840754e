using System.CommandLine;
using OpenPayments.Client.Output;

namespace OpenPayments.Client.Commands;

/// <summary><c>quarantine</c>: what was set aside, why, and what is to become of it.</summary>
public static class QuarantineCommand
{
    public static Command Create(Terminal terminal) => new("quarantine", "List, show, replay and waive the records that were set aside. Nothing is ever deleted from their ledger.")
    {
        QuarantineListCommand.Create(terminal),
        QuarantineShowCommand.Create(terminal),
        QuarantineReplayCommand.Create(terminal),
        QuarantineWaiveCommand.Create(terminal),
    };
}
