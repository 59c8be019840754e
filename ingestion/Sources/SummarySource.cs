using OpenPayments.Ingestion.Reconciliation.Summaries;

namespace OpenPayments.Ingestion.Sources;

/// <summary>A summary file of CMS found in what the user named: no payments, but what CMS says they add up to.</summary>
public sealed record SummarySource(SourcePlace Place, SummaryIdentity Identity);
