using System.Runtime.Versioning;

// The launcher is a bash script and the process tests send signals.
[assembly: UnsupportedOSPlatform("windows")]
