namespace Sutler.Go.Serving;

/// <summary>What the answers of a module proxy are said to be. Spec: SRV-3, SDSRV-1.</summary>
public static class MediaTypes
{
    /// <summary>Lists, go.mod files, reasons, and the texts of a checksum database.</summary>
    public const string Text = "text/plain; charset=utf-8";

    /// <summary>Metadata.</summary>
    public const string Json = "application/json";

    /// <summary>Module zips.</summary>
    public const string Zip = "application/zip";

    /// <summary>The tiles of a checksum database.</summary>
    public const string Bytes = "application/octet-stream";
}
