using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Cache;

/// <summary>Checks GOMODCACHE and makes it. Spec: LOC-1, CMD-10.</summary>
public static class CacheRoot
{
    /// <summary>
    /// Why the directory at <paramref name="root"/>, which is created if missing, cannot be the cache: it is empty, relative, not a
    /// directory or cannot be made. Null when all is well.
    /// </summary>
    public static SutlerException? FindProblem(string root)
    {
        if (root.Length == 0)
        {
            return new SutlerException("module cache not found: neither GOMODCACHE nor GOPATH is set");
        }

        if (!Path.IsPathFullyQualified(root))
        {
            // The line end belongs to the text: it shows in -json.
            return new SutlerException($"GOMODCACHE entry is relative; must be absolute path: {GoQuoting.Quote(root)}.\n");
        }

        return Make(root);
    }

    private static SutlerException? Make(string root)
    {
        try
        {
            return File.GetAttributes(root).HasFlag(FileAttributes.Directory) ? null : Uncreatable($"{GoQuoting.Quote(root)} is not a directory");
        }
        catch (Exception error) when (OsError.Is(error) && OsError.IsNotExist(error))
        {
            return MakeMissing(root);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return Uncreatable(OsError.Create("stat", root, error).Message);
        }
    }

    private static SutlerException? MakeMissing(string root)
    {
        for (string? above = Path.GetDirectoryName(root); above is not null && !OperatingSystem.IsWindows(); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                return Uncreatable(OsError.FromCode("stat", root, OsError.NotDirectory).Message);
            }
        }

        try
        {
            DirectoryMaker.Make(root);
            return null;
        }
        catch (SutlerException error)
        {
            return Uncreatable(error.Message);
        }
    }

    private static SutlerException Uncreatable(string reason) => new("could not create module cache: " + reason);
}
