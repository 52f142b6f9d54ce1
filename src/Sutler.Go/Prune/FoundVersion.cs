using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>What a survey came across of one module version.</summary>
internal sealed class FoundVersion(CachedVersion version)
{
    public CachedVersion Version { get; } = version;

    /// <summary>Files in the <c>@v</c> directory that take up room: zip and ziphash.</summary>
    public bool HasZip { get; set; }

    public bool HasMarker { get; set; }

    public bool HasTree { get; set; }

    /// <summary>The newest trace of use: see <see cref="ModuleUse"/>.</summary>
    public DateTimeOffset LastUse => ModuleUse.Last(Version);

    /// <summary>What would be won; a tree behind a marker counts as a leftover of its own.</summary>
    public long Measure()
    {
        var size = LengthOf(Version.ZipPath) + LengthOf(Version.ZipHashPath);
        return HasTree && !HasMarker ? size + PlainEntries.SizeOfTree(Version.TreePath) : size;
    }

    private static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? PlainEntries.OnDisk(file.Length) : 0;
    }
}
