using System.Runtime.InteropServices;
using System.Text;

namespace Sutler.TestKit;

/// <summary>Counts which files below a directory are opened, by anyone, from its creation on. Linux only (inotify).</summary>
public sealed partial class OpenedFiles : IDisposable
{
    private const int NonBlocking = 0x800;
    private const uint Opened = 0x20;
    private const uint IsDirectory = 0x40000000;
    private const int HeaderLength = 16;

    private readonly string _root;
    private readonly int _queue;
    private readonly Dictionary<int, string> _directories = [];

    /// <summary>Watches the directories that are there now; a tree of a few hundred of them at most.</summary>
    public OpenedFiles(string root)
    {
        _root = root;
        _queue = Check(Create(NonBlocking));
        foreach (var directory in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root))
        {
            _directories[Check(Watch(_queue, directory, Opened))] = directory;
        }
    }

    /// <summary>The files opened since the last call, relative to the directory, one entry for each time, sorted.</summary>
    public IReadOnlyList<string> Take()
    {
        var opened = new List<string>();
        var buffer = new byte[64 * 1024];
        for (nint length; (length = Read(_queue, buffer, buffer.Length)) > 0;)
        {
            opened.AddRange(Names(buffer.AsSpan(0, (int)length)));
        }
        opened.Sort(StringComparer.Ordinal);
        return opened;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Close(_queue);

    private List<string> Names(ReadOnlySpan<byte> events)
    {
        var names = new List<string>();
        while (events.Length >= HeaderLength)
        {
            // struct inotify_event: int wd; uint32_t mask, cookie, len; char name[len].
            var watch = MemoryMarshal.Read<int>(events);
            var mask = MemoryMarshal.Read<uint>(events[4..]);
            var length = (int)MemoryMarshal.Read<uint>(events[12..]);
            if ((mask & IsDirectory) == 0 && length > 0)
            {
                var name = Encoding.UTF8.GetString(events.Slice(HeaderLength, length)).TrimEnd('\0');
                names.Add(Path.GetRelativePath(_root, Path.Combine(_directories[watch], name)));
            }
            events = events[(HeaderLength + length)..];
        }
        return names;
    }

    private static int Check(int result) => result >= 0 ? result : throw new IOException("inotify: error " + Marshal.GetLastPInvokeError());

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Watch(int queue, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, byte[] buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);
}
