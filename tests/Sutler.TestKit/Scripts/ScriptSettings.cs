using Sutler.TestKit.Repositories;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Scripts;

/// <summary>What all scripts of a run share; read only.</summary>
public sealed record ScriptSettings
{
    /// <summary>The program that <c>sutler …</c> starts.</summary>
    public required string SutlerPath { get; init; }

    /// <summary>The served modules.</summary>
    public required FixtureCatalog Catalog { get; init; }

    /// <summary>The same modules as a GOPROXY file tree.</summary>
    public required string FileProxyRoot { get; init; }

    /// <summary>Certificates of the TLS upstream.</summary>
    public required TestCertificates Certificates { get; init; }

    /// <summary>The checksum databases of one script: an honest one and a lying one; null when the script's world has none.</summary>
    public Func<FixtureCatalog, IScriptedDatabase?>? Databases { get; init; }

    /// <summary>Repositories that scripts may have served; null when the script's world has none.</summary>
    public RepositoryShelf? Repositories { get; init; }

    /// <summary>GOROOT of the real go command, or null when there is none.</summary>
    public string? GoRoot { get; init; }

    /// <summary>Version of that go command without the prefix "go", or the version assumed without one.</summary>
    public string GoVersion { get; init; } = "1.24.4";

    /// <summary>Build cache shared by the go commands of all scripts.</summary>
    public required string GoCache { get; init; }

    /// <summary>Whether <c>sutler</c> is the real go command (a check of the scripts, not of the product).</summary>
    public bool ToolIsGo { get; init; }

    /// <summary>HOME inside scripts; null for a directory of the script's own.</summary>
    public string? Home { get; init; }

    /// <summary>Longest time one command may take.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromSeconds(120);
}

/// <summary>The checksum databases of one script, and what can go wrong with them.</summary>
public interface IScriptedDatabase
{
    /// <summary>Name of the database, <c>host/path</c>.</summary>
    string Name { get; }

    /// <summary>Its verifier key, as in GOSUMDB.</summary>
    string VerifierKey { get; }

    /// <summary>The honest database.</summary>
    IChecksumEndpoint Honest { get; }

    /// <summary>Signs with the same key and lies about every hash.</summary>
    IChecksumEndpoint Wrong { get; }

    /// <summary>Carries out <c>sumdb VERB ARGS</c>; throws <see cref="FormatException"/> for an unknown verb.</summary>
    void Do(string verb, IReadOnlyList<string> arguments);
}

/// <summary>How a script ended.</summary>
public enum ScriptOutcome
{
    /// <summary>Every line did what was expected.</summary>
    Passed,

    /// <summary>The script asked to be skipped here.</summary>
    Skipped,

    /// <summary>A line did not do what was expected.</summary>
    Failed,
}

/// <summary>Outcome, the whole story (commands and what they printed) and the reason to skip or fail.</summary>
public sealed record ScriptResult(ScriptOutcome Outcome, string Story, string Reason);
