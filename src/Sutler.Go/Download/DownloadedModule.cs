using Sutler.Go.Sources;

namespace Sutler.Go.Download;

/// <summary>What <c>mod download</c> says of one result: an object of <c>-json</c>. Empty text means absent. Spec: JSON-1.</summary>
public sealed class DownloadedModule
{
    /// <summary>Module path, unescaped.</summary>
    public string Path { get; set; } = "";

    /// <summary>Canonical version, or the query's text when it could not be resolved (JSON-3).</summary>
    public string Version { get; set; } = "";

    /// <summary>The query, when it differs from <see cref="Version"/>.</summary>
    public string Query { get; set; } = "";

    /// <summary>Error text as printed on stderr, without <c>go: </c> (JSON-4).</summary>
    public string Error { get; set; } = "";

    /// <summary>Absolute path of the cached <c>.info</c>.</summary>
    public string Info { get; set; } = "";

    /// <summary>Absolute path of the cached <c>.mod</c>.</summary>
    public string GoMod { get; set; } = "";

    /// <summary>Absolute path of the cached <c>.zip</c>.</summary>
    public string Zip { get; set; } = "";

    /// <summary>Absolute path of the extracted tree.</summary>
    public string Dir { get; set; } = "";

    /// <summary>h1 of the zip.</summary>
    public string Sum { get; set; } = "";

    /// <summary>h1 of the go.mod.</summary>
    public string GoModSum { get; set; } = "";

    /// <summary>Origin of the query (JSON-6).</summary>
    public Origin? Origin { get; set; }

    /// <summary>Whether the object was taken from <c>-reuse</c>.</summary>
    public bool Reuse { get; set; }
}
