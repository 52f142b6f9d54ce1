using Sutler.GoModules.Modules;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Under which names module files and answers are kept. Pure.</summary>
/// <remarks>
/// <code>
/// go-file     ESCAPED-PATH/@v/ESCAPED-VERSION.info, .mod, .zip     of canonical versions, for ever
/// go-list     ESCAPED-PATH/@v/list                                 versions, one a line
/// go-latest   ESCAPED-PATH/@latest                                 JSON
/// go-query    ESCAPED-PATH/@v/PERCENT-ESCAPED-REVISION.info        JSON of what a branch, a tag or a commit stood for
/// </code>
/// What has no such name, for being too long, exists nowhere.
/// </remarks>
internal static class StoreNames
{
    public const string Files = "go-file";
    public const string Lists = "go-list";
    public const string Latests = "go-latest";
    public const string Queries = "go-query";

    /// <summary>The areas of what changes.</summary>
    public static IReadOnlyList<string> Changing { get; } = [Lists, Latests, Queries];

    /// <summary>The suffixes of the files of a version.</summary>
    public static IReadOnlyList<string> Suffixes { get; } = [".info", ".mod", ".zip"];

    /// <summary>A file of a canonical version; its suffix is <c>.info</c>, <c>.mod</c> or <c>.zip</c>.</summary>
    public static IndexKey? File(ModulePath path, string version, string suffix) =>
        ModulePathRules.TryEscapeVersion(version, out var escaped, out _) ? Key(Files, $"{FilesOf(path)}{escaped}{suffix}") : null;

    /// <summary>What the names of all files of a module begin with.</summary>
    public static string FilesOf(ModulePath path) => $"{path.Escaped}/@v/";

    /// <summary>What the names of everything about a module begin with, and of nothing else.</summary>
    public static string Of(ModulePath path) => $"{path.Escaped}/@";

    /// <summary>The list of a module.</summary>
    public static IndexKey? List(ModulePath path) => Key(Lists, $"{path.Escaped}/@v/list");

    /// <summary>The newest version of a module.</summary>
    public static IndexKey? Latest(ModulePath path) => Key(Latests, $"{path.Escaped}/@latest");

    /// <summary>What a revision stands for.</summary>
    public static IndexKey? Query(ModulePath path, string revision) => Key(Queries, $"{path.Escaped}/@v/{Uri.EscapeDataString(revision)}.info");

    private static IndexKey? Key(string area, string name) => IndexKey.TryCreate(area, name, out var key, out _) ? key : null;
}
