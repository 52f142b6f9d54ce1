using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Verify;

/// <summary>Everything in an extracted tree: files with the digests of their content, directories, and what should not be there. Follows no links.</summary>
internal sealed class TreeScan
{
    private const int BufferLength = 128 * 1024;

    private TreeScan(IReadOnlyList<TreeEntry> entries) => Entries = entries;

    /// <summary>What is there, sorted by path.</summary>
    public IReadOnlyList<TreeEntry> Entries { get; }

    /// <summary>Reads a tree; files are hashed on some threads at once.</summary>
    public static TreeScan Read(string root, int workers, CancellationToken cancellationToken)
    {
        var entries = new List<TreeEntry>();
        List(root, "", entries, cancellationToken);
        entries.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        Parallel.For(0, entries.Count, parallel, static () => new Hasher(), (index, _, hasher) =>
        {
            if (entries[index] is { Status.Kind: FileKind.Regular } file)
            {
                hasher.Hash(root, file, cancellationToken);
            }

            return hasher;
        }, static hasher => hasher.Dispose());
        return new TreeScan(entries);
    }

    /// <summary>The h1 hash of the files; null when one could not be read or there is something else than files and directories. Spec: H1-5.</summary>
    public H1Hash? Hash(ModuleId module)
    {
        var files = Entries.Where(entry => entry.Status.Kind != FileKind.Directory).ToArray();
        var names = Array.ConvertAll(files, file => Encoding.UTF8.GetBytes($"{module}/{file.Path}"));
        if (files.Any(file => file.Digest is null) || names.Any(name => H1Summary.CheckName(name) is not null))
        {
            return null;
        }

        var order = new H1Order(names.Length, index => names[index]);
        using var summary = new H1Summary();
        for (var rank = 0; rank < order.Count; rank++)
        {
            summary.Append(names[order[rank]], files[order[rank]].Digest);
        }

        return summary.Finish();
    }

    private static void List(string root, string above, List<TreeEntry> entries, CancellationToken cancellationToken)
    {
        var open = new Stack<TreeEntry>([new TreeEntry(above, default)]);
        while (open.TryPop(out var directory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                foreach (var name in Files.NamesIn(Path.Join(root, directory.Path)))
                {
                    var entry = Look(root, directory.Path.Length == 0 ? name : $"{directory.Path}/{name}");
                    entries.Add(entry);
                    if (entry.Status.Kind == FileKind.Directory)
                    {
                        open.Push(entry);
                    }
                }
            }
            catch (Exception error) when (OsError.Is(error))
            {
                var failure = OsError.Create("open", Path.Join(root, directory.Path), error).Message;
                if (directory.Path.Length == 0)
                {
                    entries.Add(directory with { Failure = failure });
                }

                directory.Failure = failure;
            }
        }
    }

    private static TreeEntry Look(string root, string path)
    {
        try
        {
            return new TreeEntry(path, FileStatus.Of(Path.Join(root, path)));
        }
        catch (SutlerException error)
        {
            return new TreeEntry(path, default) { Failure = error.Message };
        }
    }

    private sealed class Hasher : IDisposable
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public void Hash(string root, TreeEntry entry, CancellationToken cancellationToken)
        {
            var path = Path.Join(root, entry.Path);
            try
            {
                if (entry.Status.Length > 0)
                {
                    using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    long offset = 0;
                    for (int count; (count = RandomAccess.Read(file, _buffer, offset)) > 0; offset += count)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        _hash.AppendData(_buffer, 0, count);
                    }
                }

                entry.Digest = _hash.GetHashAndReset();
            }
            catch (Exception error) when (OsError.Is(error))
            {
                _ = _hash.GetHashAndReset();
                entry.Failure = OsError.Create("open", path, error).Message;
            }
        }

        public void Dispose()
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _hash.Dispose();
        }
    }
}
