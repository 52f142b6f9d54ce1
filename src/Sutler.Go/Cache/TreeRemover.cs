using System.IO.Enumeration;
using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Removes a module tree, whose directories nobody may write to.</summary>
/// <remarks>Symbolic links are removed, never followed. A missing tree is a success. Spec: CACHE-23.</remarks>
public static class TreeRemover
{
    private const int Attempts = 5;

    private static readonly EnumerationOptions EveryEntry = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
        MatchType = MatchType.Simple,
    };

    /// <summary>Removes <paramref name="path"/> and all below it, or fails with <c>remove X: reason</c>.</summary>
    public static void Remove(string path)
    {
        try
        {
            // Somebody who removes the same takes directories away from under us: then what is left is looked at again.
            for (var attempt = 1; !TryDelete(path, mayMiss: attempt < Attempts); attempt++)
            {
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("remove", path, error);
        }
    }

    /// <summary>The same, as far as possible.</summary>
    public static void RemoveQuietly(string path)
    {
        try
        {
            Remove(path);
        }
        catch (SutlerException)
        {
            // Out of sight already; the next who comes tries again.
        }
    }

    /// <summary>
    /// The directories below <paramref name="path"/>, itself included, parents before children; links are not entered, and what
    /// vanishes meanwhile has none below it.
    /// </summary>
    public static List<string> Directories(string path, Action<string> visit)
    {
        List<string> found = [path];
        for (int next = 0; next < found.Count; next++)
        {
            visit(found[next]);
            try
            {
                found.AddRange(new FileSystemEnumerable<string>(found[next], static (ref FileSystemEntry entry) => entry.ToFullPath(), EveryEntry)
                {
                    ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
                });
            }
            catch (DirectoryNotFoundException)
            {
                // Whoever needs it to be there finds out when using its name.
            }
        }

        return found;
    }

    private static bool TryDelete(string path, bool mayMiss)
    {
        try
        {
            if (IsRealDirectory(path))
            {
                MakeWritable(path);
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }

            return true;
        }
        catch (DirectoryNotFoundException) when (mayMiss || !Path.Exists(path))
        {
            return !Path.Exists(path);
        }
    }

    private static bool IsRealDirectory(string path) =>
        new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static void MakeWritable(string path) => _ = Directories(path, static directory =>
    {
        if (!OperatingSystem.IsWindows())
        {
            try
            {
                File.SetUnixFileMode(directory, (UnixFileMode)0b111_111_111);
            }
            catch (Exception error) when (OsError.Is(error))
            {
                // Somebody else's directory: deleting will say why it cannot be done.
            }
        }
    });
}
