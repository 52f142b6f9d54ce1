namespace Sutler.TestKit;

/// <summary>Files and directories of tests.</summary>
public static class TestFiles
{
    /// <summary>Deletes a tree whatever its modes; a missing one is fine. Symbolic links are removed, not followed.</summary>
    public static void DeleteTree(string path)
    {
        var info = new DirectoryInfo(path);
        if (info.LinkTarget is not null)
        {
            info.Delete();
            return;
        }

        if (!info.Exists)
        {
            File.Delete(path);
            return;
        }

        info.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var directory in info.EnumerateDirectories("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            DeleteTree(directory.FullName);
        }

        foreach (var file in info.EnumerateFiles("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            file.Delete();
        }

        info.Delete();
    }

    /// <summary>The root of this repository, found upwards from the running test program.</summary>
    public static string RepositoryRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Sutler.slnx")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("not below a checkout of this repository");
    }
}
