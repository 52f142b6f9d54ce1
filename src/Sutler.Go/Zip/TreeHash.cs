using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>The h1 hash of an extracted tree, for <c>mod verify</c>. Spec: H1-5.</summary>
public static class TreeHash
{
    private const int BufferLength = 64 * 1024;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = true,
        ReturnSpecialDirectories = false,
        MatchType = MatchType.Simple,
    };

    /// <summary>
    /// Hashes all files below <paramref name="directory"/> as the files of <paramref name="module"/>. A symbolic link counts
    /// with the content of its target and is never entered as a directory. Runs on the calling thread, within one buffer.
    /// </summary>
    /// <exception cref="SutlerException">A directory or file cannot be read, in the go command's words.</exception>
    public static H1Hash Compute(string directory, ModuleId module, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        directory = Path.TrimEndingDirectorySeparator(directory);
        var files = FindFiles(directory);
        var names = new byte[files.Count][];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetBytes($"{module.Path}@{module.Version}/{Slashes(files[i])}");
        }

        var order = new H1Order(names.Length, i => names[i]);
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var summary = new H1Summary();
        var buffer = new byte[BufferLength];
        Span<byte> digest = stackalloc byte[32];
        for (var rank = 0; rank < order.Count; rank++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var index = order[rank];
            if (H1Summary.CheckName(names[index]) is { } error)
            {
                throw error;
            }

            ReadFile(directory + Path.DirectorySeparatorChar + files[index], buffer, content, cancellationToken);
            content.GetHashAndReset(digest);
            summary.Append(names[index], digest);
        }

        return summary.Finish();
    }

    private static string Slashes(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    // Paths relative to the directory.
    private static List<string> FindFiles(string directory)
    {
        var root = new DirectoryInfo(directory);
        if (root.Exists ? root.LinkTarget is not null : File.Exists(directory))
        {
            throw new SutlerException($"{directory} is not a directory");
        }

        try
        {
            return [.. new FileSystemEnumerable<string>(directory, (ref FileSystemEntry entry) => RelativePath(ref entry), Everything)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !IsRealDirectory(ref entry),
                ShouldRecursePredicate = (ref FileSystemEntry entry) => IsRealDirectory(ref entry),
            }];
        }
        catch (Exception e) when (OsError.Is(e))
        {
            throw OsError.Create(e is DirectoryNotFoundException ? "lstat" : "open", directory, e);
        }
    }

    private static bool IsRealDirectory(ref FileSystemEntry entry) =>
        entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static string RelativePath(ref FileSystemEntry entry)
    {
        var parent = entry.Directory[entry.RootDirectory.Length..].Trim(Path.DirectorySeparatorChar);
        return parent.IsEmpty ? entry.FileName.ToString() : string.Concat(parent, "" + Path.DirectorySeparatorChar, entry.FileName);
    }

    private static void ReadFile(string path, byte[] buffer, IncrementalHash content, CancellationToken cancellationToken)
    {
        var operation = "open";
        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            operation = "read";
            long offset = 0;
            for (int count; (count = RandomAccess.Read(file, buffer, offset)) > 0; offset += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                content.AppendData(buffer, 0, count);
            }
        }
        catch (Exception e) when (OsError.Is(e))
        {
            throw OsError.Create(operation, path, e);
        }
    }
}
