using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Prune;

/// <summary>Reads the cache's file names backwards: which module version is this of? What is not exactly a name of ours or go's is none.</summary>
internal sealed class CacheNames(CacheLayout layout)
{
    private const string TransferSuffix = ".zip.part";
    private const string StagedSuffix = ".tree";
    private const string TreeInfix = ".tmp-";
    private static readonly string[] TemporaryOf = [".info", ".mod", ".zip"];
    private static readonly string[] Suffixes = [".ziphash", ".zip", ".info", ".mod", ".lock", ".partial"];

    /// <summary>The version a file of an <c>@v</c> directory belongs to, and its suffix; <c>.tmp</c> for a temporary file.</summary>
    public CachedVersion? OfFile(string escapedPath, string name, out string suffix)
    {
        suffix = Suffixes.FirstOrDefault(known => name.EndsWith(known, StringComparison.Ordinal)) ?? "";
        if (suffix.Length > 0)
        {
            return Locate(escapedPath, name[..^suffix.Length]);
        }

        suffix = ".tmp";
        return name.EndsWith(suffix, StringComparison.Ordinal) && WithoutNumber(name[..^suffix.Length]) is { } target
            && TemporaryOf.FirstOrDefault(known => target.EndsWith(known, StringComparison.Ordinal)) is { } kind
                ? Locate(escapedPath, target[..^kind.Length])
                : null;
    }

    /// <summary>The version an interrupted transfer is of: <c>v.zip.part</c>, or the <c>.state</c> beside it.</summary>
    public CachedVersion? OfTransfer(string escapedPath, string name)
    {
        var stem = name.EndsWith(".state", StringComparison.Ordinal) ? name[..^".state".Length] : name;
        return stem.EndsWith(TransferSuffix, StringComparison.Ordinal) ? Locate(escapedPath, stem[..^TransferSuffix.Length]) : null;
    }

    /// <summary>The version a tree that was not to be seen yet is of: <c>v.tree</c>.</summary>
    public CachedVersion? OfStagedTree(string escapedPath, string name) =>
        name.EndsWith(StagedSuffix, StringComparison.Ordinal) ? Locate(escapedPath, name[..^StagedSuffix.Length]) : null;

    /// <summary>The version a directory with an <c>@</c> in its name is the tree of.</summary>
    public CachedVersion? OfTree(string escapedPath, string escapedVersion) => Locate(escapedPath, escapedVersion);

    /// <summary>The version a directory is a temporary tree of.</summary>
    public CachedVersion? OfTemporaryTree(string escapedPath, string escapedVersion) =>
        WithoutNumber(escapedVersion) is { } stem && stem.EndsWith(TreeInfix, StringComparison.Ordinal) ? Locate(escapedPath, stem[..^TreeInfix.Length]) : null;

    // Such numbers are below a thousand million, or what go made of 32 bits.
    private static string? WithoutNumber(string name)
    {
        var stem = name.TrimEnd("0123456789".ToCharArray());
        return name.Length - stem.Length is > 0 and <= 10 ? stem : null;
    }

    private CachedVersion? Locate(string escapedPath, string escapedVersion)
    {
        if (!ModulePathRules.TryUnescapePath(escapedPath, out var path, out _) || !ModulePathRules.TryUnescapeVersion(escapedVersion, out var version, out _))
        {
            return null;
        }

        try
        {
            return layout.Locate(new ModuleId(path.Text, version));
        }
        catch (SutlerException)
        {
            return null;
        }
    }
}
