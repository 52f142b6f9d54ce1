using Sutler.Go.Cache;

namespace Sutler.Go.Zip;

/// <summary>The modes of an extracted tree; the only place that knows that Windows has none. Spec: CACHE-10, UNZIP-5.</summary>
internal static class ExtractedModes
{
    private const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode WriteBits = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Creates a file of mode 0444, less the umask, that was not there before.</summary>
    public static FileStream CreateFile(string path)
    {
        // Without a buffer each write is one system call, and the file takes four in all.
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ReadOnlyFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>
    /// Takes all write bits from the directories of a tree just created, children first, but not from its root, which has to be renamed:
    /// only who may write to a directory may move it. As in the go command a directory that does not let itself be changed is no failure.
    /// </summary>
    /// <param name="root">The tree; its mode is that of all directories, which one umask shaped.</param>
    /// <param name="directories">Below the root, relative, each after its parent.</param>
    public static void MakeReadOnly(string root, IReadOnlyList<string> directories)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            var mode = File.GetUnixFileMode(root) & ~WriteBits;
            for (var i = directories.Count - 1; i >= 0; i--)
            {
                File.SetUnixFileMode(root + "/" + directories[i], mode);
            }
        }
        catch (Exception e) when (OsError.Is(e))
        {
            // Best effort, as in the go command: the content is whole and verified.
        }
    }
}
