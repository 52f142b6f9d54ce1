using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Makes directories with their parents and, when that fails, names the one that could not be made.</summary>
public static class DirectoryMaker
{
    /// <summary>
    /// Makes <paramref name="path"/>, mode 0777 &amp; ~umask. Fails with <c>mkdir X: reason</c> where X is the topmost directory
    /// that could not be made. Spec: LOC-1, RO-2.
    /// </summary>
    public static void Make(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (File.Exists(path))
        {
            throw OsError.FromCode("mkdir", path, OperatingSystem.IsWindows() ? 3 : OsError.NotDirectory);
        }

        string? parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
        {
            Make(parent);
        }

        try
        {
            _ = Directory.CreateDirectory(path);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("mkdir", path, error);
        }
    }
}
