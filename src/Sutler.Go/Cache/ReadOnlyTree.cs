namespace Sutler.Go.Cache;

/// <summary>Takes write permission from a tree's directories, so that nobody changes a module by accident. Spec: CACHE-10.</summary>
public static class ReadOnlyTree
{
    private const UnixFileMode AnyWrite = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Closes every directory below <paramref name="root"/>, children first, but not itself.</summary>
    public static void CloseBelow(string root)
    {
        List<string> directories = TreeRemover.Directories(root, static _ => { });
        for (int last = directories.Count - 1; last > 0; last--)
        {
            Close(directories[last]);
        }
    }

    /// <summary>Closes one directory; a refusal is no failure. Windows has no such permission on directories.</summary>
    public static void Close(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        try
        {
            UnixFileMode mode = File.GetUnixFileMode(directory);
            if ((mode & AnyWrite) != UnixFileMode.None)
            {
                File.SetUnixFileMode(directory, mode & ~AnyWrite);
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // Best effort, as with the go command.
        }
    }
}
