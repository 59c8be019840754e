namespace OpenPayments.Tests.Servers;

/// <summary>Where an S3 server is, and whom it lets in.</summary>
public sealed record S3Access(Uri Endpoint, string AccessKey, string SecretKey);
