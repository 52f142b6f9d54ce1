using System.IO.Enumeration;
using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>What is in a directory, symbolic links and devices left out: nothing that leads elsewhere is ever followed or counted.</summary>
internal static class PlainEntries
{
    private const long Block = 4096;

    private static readonly EnumerationOptions All = new()
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

    /// <summary>Whether anything but directories is in a directory: files, links, devices. True if that cannot be known.</summary>
    public static bool HasOthers(string directory)
    {
        try
        {
            return new FileSystemEnumerable<bool>(directory, static (ref FileSystemEntry _) => true, All)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory || entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
            }.Any();
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return true;
        }
    }

    /// <summary>What the files of a tree take on the disk; what cannot be read counts nothing.</summary>
    public static long SizeOfTree(string root)
    {
        var size = 0L;
        _ = TreeRemover.Directories(root, directory =>
        {
            foreach (var length in new FileSystemEnumerable<long>(directory, static (ref FileSystemEntry entry) => entry.Length, All)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
            })
            {
                size += OnDisk(length);
            }
        });
        return size;
    }

    /// <summary>A length as most file systems store it.</summary>
    public static long OnDisk(long length) => (length + Block - 1) / Block * Block;

    private static List<string> List(string directory, FileSystemEnumerable<string>.FindPredicate predicate)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(directory, static (ref FileSystemEntry entry) => entry.FileName.ToString(), All)
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
