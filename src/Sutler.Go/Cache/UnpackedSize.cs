using System.Text;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Cache;

/// <summary>What unpacking a zip takes, by its central directory.</summary>
/// <remarks>The central directory may lie; what it says is checked while unpacking, and bounded before.</remarks>
public sealed class UnpackedSize
{
    // Directories for each file that a quick estimate allows for.
    private const int GenerousDepth = 7;

    private readonly ZipDirectory _directory;
    private readonly long _bytes;
    private readonly long _packed;

    /// <summary>Adds up the entries of <paramref name="directory"/>.</summary>
    public UnpackedSize(ZipDirectory directory)
    {
        _directory = directory;
        foreach (var entry in directory.Entries)
        {
            _bytes = Add(_bytes, entry.Length);
            _packed = Add(_packed, entry.CompressedLength);
        }
    }

    /// <summary>Bytes of the content, as stated.</summary>
    public long Bytes => _bytes;

    /// <summary>More than the tree takes, but for the deepest of trees; cheap to know.</summary>
    internal (long Bytes, long Files) Generous(FreeSpace room)
    {
        var files = (long)_directory.Entries.Count * (GenerousDepth + 1);
        return (Add(_bytes, (ulong)(files * room.Block)), files);
    }

    /// <summary>What the tree takes at least on such a file system: whatever has more room is not refused.</summary>
    internal (long Bytes, long Files) Least(FreeSpace room)
    {
        var directories = CountDirectories();
        var bytes = room.Form switch
        {
            StorageForm.Compressing => Math.Min(_packed, _bytes),
            StorageForm.Blocks => Rounded(room.Block),
            StorageForm.BlocksAndDirectories => Add(Rounded(room.Block), (ulong)(directories * room.Block)),
            _ => _bytes,
        };
        return (bytes, _directory.Entries.Count + directories);
    }

    private long Rounded(long block)
    {
        var sum = 0L;
        foreach (var entry in _directory.Entries)
        {
            sum = Add(sum, (entry.Length + (ulong)block - 1) / (ulong)block * (ulong)block);
        }

        return sum;
    }

    // The root of the tree is there already when this is asked. All names begin with path@version/, which makes no directories below it.
    private long CountDirectories()
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _directory.Entries)
        {
            var name = Encoding.Latin1.GetString(WithoutModule(entry.NameBytes));
            for (var end = name.LastIndexOf('/'); end > 0 && known.Add(name[..end]); end = name.LastIndexOf('/', end - 1))
            {
            }
        }

        return known.Count;
    }

    private static ReadOnlySpan<byte> WithoutModule(ReadOnlySpan<byte> name)
    {
        var version = name.IndexOf((byte)'@');
        var end = version < 0 ? -1 : name[version..].IndexOf((byte)'/');
        return end < 0 ? name : name[(version + end + 1)..];
    }

    private static long Add(long sum, ulong more) => more > (ulong)(long.MaxValue - sum) ? long.MaxValue : sum + (long)more;
}
