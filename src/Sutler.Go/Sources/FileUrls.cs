using Sutler.Errors;
using Sutler.GoModules;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>Opens <c>file://</c> URLs as if they were answers. Spec: ERR-3.</summary>
internal static class FileUrls
{
    /// <summary>The open file; throws <see cref="ReadingException"/> for one that is missing or forbidden.</summary>
    public static FileStream Open(Url url)
    {
        var path = ToPath(url);
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw IsBelowFile(path)
                ? new SutlerException($"open {path}: not a directory", failure)
                : new ReadingException(url.Redacted, 404, "no such file or directory");
        }
        catch (UnauthorizedAccessException failure)
        {
            // .NET says the same of a directory; Go opens it and fails on the first read.
            throw Directory.Exists(path)
                ? new SutlerException($"read {GoQuoting.Quote(url.Redacted)}: read {path}: is a directory", failure)
                : new ReadingException(url.Redacted, 403, "permission denied");
        }
        catch (IOException failure)
        {
            throw new SutlerException($"open {path}: {failure.Message}", failure);
        }
    }

    private static string ToPath(Url url)
    {
        var path = url.Path.Length > 0 ? url.Path : throw new SutlerException("file URL missing path");
        // file:///C:/x names C:\x.
        if (OperatingSystem.IsWindows() && path.Length > 2 && path[0] == '/' && path[2] == ':')
        {
            path = path[1..].Replace('/', '\\');
        }
        return Path.IsPathFullyQualified(path) ? path : throw new SutlerException("path is not absolute");
    }

    // ENOTDIR is not ENOENT: the go command does not take it for absence.
    private static bool IsBelowFile(string path)
    {
        for (var parent = Path.GetDirectoryName(path); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Path.Exists(parent))
            {
                return !Directory.Exists(parent);
            }
        }
        return false;
    }
}
