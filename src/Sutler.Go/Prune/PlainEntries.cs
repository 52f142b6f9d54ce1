using System.IO.Enumeration;
using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>What is in a directory, symbolic links and devices left out: nothing that leads elsewhere is ever followed or counted.</summary>
internal static class PlainEntries
{
    private const long Block = 4096;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>The names of the directories in <paramref name="directory"/>.</summary>
    public static List<string> Directories(string directory) => List(directory, static (ref FileSystemEntry entry) =>
        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint));

    /// <summary>The names of the files in <paramref name="directory"/>.</summary>
    public static List<string> Files(string directory) => List(directory, static (ref FileSystemEntry entry) =>
        !entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint));

    /// <summary>The names of everything in <paramref name="directory"/>.</summary>
    public static List<string> All(string directory) => List(directory, static (ref FileSystemEntry _) => true);

    /// <summary>Whether anything but directories is in a directory: files, links, devices. True if that cannot be known.</summary>
    public static bool HasOthers(string directory)
    {
        try
        {
            return new FileSystemEnumerable<bool>(directory, static (ref FileSystemEntry _) => true, Everything)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }.Any();
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return true;
        }
    }

    /// <summary>What the files of a tree take on the disk; what cannot be read, or vanishes meanwhile, counts nothing.</summary>
    public static long SizeOfTree(string root)
    {
        var size = 0L;
        try
        {
            _ = TreeRemover.Directories(root, directory => size += SizeOfFiles(directory));
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // A tree that is being removed, or a disk that fails: a size is no reason to.
        }

        return size;
    }

    /// <summary>A length as most file systems store it.</summary>
    public static long OnDisk(long length) => (length + Block - 1) / Block * Block;

    private static long SizeOfFiles(string directory)
    {
        try
        {
            return new FileSystemEnumerable<long>(directory, static (ref FileSystemEntry entry) => OnDisk(entry.Length), Everything)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            }.Sum();
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return 0;
        }
    }

    private static List<string> List(string directory, FileSystemEnumerable<string>.FindPredicate predicate)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(directory, static (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything)
            {
                ShouldIncludePredicate = predicate,
            }];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }
}
