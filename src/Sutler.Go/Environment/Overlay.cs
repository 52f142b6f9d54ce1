using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Environment;

/// <summary>The file system as <c>-overlay</c> wants it seen: some files replaced by others, some gone.</summary>
/// <remarks>
/// Editors pass go.mod files that are not saved yet this way. It holds for go.mod, go.sum, go.work and the go.mod of directories
/// that replace modules, not for the module cache. What is replaced is read without a lock and must not be written. Immutable.
/// Spec: CMD-1.
/// </remarks>
public sealed class Overlay
{
    private const int LargestFile = 64 << 20;
    private readonly IReadOnlyList<Replacement> _replacements;
    private readonly string _workingDirectory;

    private Overlay(IReadOnlyList<Replacement> replacements, string workingDirectory)
    {
        _replacements = replacements;
        _workingDirectory = workingDirectory;
    }

    private enum Sight
    {
        /// <summary>As on disk.</summary>
        Untouched,

        /// <summary>Another file stands for it.</summary>
        Replaced,

        /// <summary>A directory because something below it is named.</summary>
        ImpliedDirectory,

        /// <summary>Gone.</summary>
        Deleted,
    }

    /// <summary>The file system as it is.</summary>
    public static Overlay None { get; } = new([], "");

    /// <summary>
    /// Reads the file that <c>-overlay</c> names; none for an empty name. Fails with <c>reading overlay: open X: reason</c>,
    /// <c>parsing overlay JSON: reason</c> and the like.
    /// </summary>
    public static Overlay Load(string file, string workingDirectory)
    {
        if (file.Length == 0)
        {
            return None;
        }

        try
        {
            string path = Path.GetFullPath(file, workingDirectory);
            return new FileInfo(path) is { Exists: true, Length: > LargestFile }
                ? throw new SutlerException($"reading overlay: {file}: larger than {LargestFile >> 20} MiB")
                : Parse(File.ReadAllBytes(path), workingDirectory);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw new SutlerException("reading overlay: " + OsError.Create("open", file, error).Message, error);
        }
    }

    /// <summary>Parses the content of such a file; relative paths in it are seen from <paramref name="workingDirectory"/>.</summary>
    public static Overlay Parse(ReadOnlySpan<byte> json, string workingDirectory) =>
        new(OverlayMap.Parse(json, workingDirectory), workingDirectory);

    /// <summary>Whether the overlay says something else of this file than the disk: then it must not be written.</summary>
    public bool Replaces(string path) => Look(path, out _) is Sight.Replaced or Sight.Deleted;

    /// <summary>Whether there is a file or directory of this name.</summary>
    public bool Exists(string path) => Look(path, out string actual) switch
    {
        Sight.ImpliedDirectory => true,
        Sight.Deleted => false,
        _ => Path.Exists(actual),
    };

    /// <summary>Whether there is something of this name and it is no directory.</summary>
    public bool FileExists(string path) => Look(path, out string actual) is Sight.Untouched or Sight.Replaced && File.Exists(actual);

    /// <summary>
    /// Reads a file: from its replacement if it has one, else as it is, under a shared lock. Fails as <see cref="LockedFiles.ReadAsync"/>,
    /// or with <c>Open X: deleted in overlay</c>.
    /// </summary>
    public async Task<byte[]> ReadAsync(string path, LockedFiles files, CancellationToken cancellationToken)
    {
        switch (Look(path, out string actual))
        {
            case Sight.Untouched:
                return await files.ReadAsync(path, cancellationToken);
            case Sight.Deleted:
                throw new SutlerException($"Open {path}: deleted in overlay");
            case Sight.ImpliedDirectory:
                throw new SutlerException($"Open {path}: cannot open directory in overlay");
            default:
                return await ReadReplacementAsync(actual, cancellationToken);
        }
    }

    /// <summary>Ordinal order in which a directory stands right before what is in it.</summary>
    internal static int Compare(string left, string right)
    {
        int common = left.AsSpan().CommonPrefixLength(right);
        return Rank(left, common) - Rank(right, common);
    }

    private static int Rank(string path, int at) =>
        at == path.Length ? -2 : path[at] == Path.DirectorySeparatorChar ? -1 : path[at];

    private static async Task<byte[]> ReadReplacementAsync(string actual, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(actual, cancellationToken);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("open", actual, error);
        }
    }

    private Sight Look(string path, out string actual)
    {
        actual = path;
        if (_replacements.Count == 0)
        {
            return Sight.Untouched;
        }

        string absolute = Lexical.Absolute(path, _workingDirectory);
        int at = FirstNotBefore(absolute);
        if (at < _replacements.Count && _replacements[at].From == absolute)
        {
            actual = _replacements[at].To;
            return _replacements[at].IsDeletion ? Sight.Deleted : Sight.Replaced;
        }

        if (at < _replacements.Count && IsBelow(_replacements[at].From, absolute))
        {
            return Sight.ImpliedDirectory;
        }

        // What was a directory is a file now, or gone, and so is everything in it.
        return at > 0 && IsBelow(absolute, _replacements[at - 1].From) ? Sight.Deleted : Sight.Untouched;
    }

    private int FirstNotBefore(string path)
    {
        int low = 0;
        int high = _replacements.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Compare(_replacements[middle].From, path) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static bool IsBelow(string path, string directory) =>
        path.StartsWith(directory, StringComparison.Ordinal)
        && (directory.EndsWith(Path.DirectorySeparatorChar) || (path.Length > directory.Length && path[directory.Length] == Path.DirectorySeparatorChar));

    /// <summary>One entry: absolute paths; an empty target deletes.</summary>
    internal readonly record struct Replacement(string From, string To)
    {
        internal bool IsDeletion => To.Length == 0;
    }
}
