using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Cache;

/// <summary>Checks GOMODCACHE before first use and makes it. Spec: LOC-1, CMD-10.</summary>
public static class CacheRoot
{
    /// <summary>
    /// Gives the layout of the cache at <paramref name="root"/>, which is created if missing. Ends the run when it is empty, relative,
    /// not a directory or cannot be made.
    /// </summary>
    public static CacheLayout Prepare(string root)
    {
        if (root.Length == 0)
        {
            throw new FatalException("module cache not found: neither GOMODCACHE nor GOPATH is set") { Prefixed = true };
        }

        if (!Path.IsPathFullyQualified(root))
        {
            throw new FatalException($"GOMODCACHE entry is relative; must be absolute path: {GoQuoting.Quote(root)}.") { Prefixed = true };
        }

        MakeRoot(root);
        return new CacheLayout(root);
    }

    private static void MakeRoot(string root)
    {
        try
        {
            if (!File.GetAttributes(root).HasFlag(FileAttributes.Directory))
            {
                throw Uncreatable($"{GoQuoting.Quote(root)} is not a directory");
            }
        }
        catch (Exception error) when (OsError.Is(error) && OsError.IsNotExist(error))
        {
            MakeMissing(root);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw Uncreatable(OsError.Create("stat", root, error).Message, error);
        }
    }

    private static void MakeMissing(string root)
    {
        for (string? above = Path.GetDirectoryName(root); above is not null && !OperatingSystem.IsWindows(); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                throw Uncreatable(OsError.FromCode("stat", root, OsError.NotDirectory).Message);
            }
        }

        try
        {
            DirectoryMaker.Make(root);
        }
        catch (SutlerException error)
        {
            throw Uncreatable(error.Message, error);
        }
    }

    private static FatalException Uncreatable(string reason, Exception? inner = null) =>
        new("could not create module cache: " + reason, inner) { Prefixed = true };
}
