using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Verify;

/// <summary>A small file of the cache, read without following, waiting for or trusting anything.</summary>
internal abstract record StoredFile
{
    private StoredFile()
    {
    }

    /// <summary>There is none.</summary>
    public sealed record Missing : StoredFile;

    /// <summary>Its bytes.</summary>
    public sealed record Content(byte[] Bytes, FileStatus Status) : StoredFile;

    /// <summary>Something else, or it cannot be read; a finding without a module.</summary>
    public sealed record Bad(Finding Finding) : StoredFile;

    /// <summary>Reads a file of at most <paramref name="limit"/> bytes.</summary>
    public static StoredFile Read(string path, long limit)
    {
        try
        {
            var status = FileStatus.Of(path);
            if (Judge(path, status, limit) is { } judged)
            {
                return judged;
            }

            // What is empty is known, and perhaps a pipe where the system does not tell.
            return new Content(status.Length == 0 ? [] : ReadAll(path, limit), status);
        }
        catch (SutlerException error)
        {
            return error.IsNotExist ? new Missing() : Unreadable(path, error.Message);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.IsNotExist(error) ? new Missing() : Unreadable(path, OsError.Create("read", path, error).Message);
        }
    }

    /// <summary>What a status alone tells: that the file is missing, none, or too large.</summary>
    public static StoredFile? Judge(string path, FileStatus status, long limit) => status.Kind switch
    {
        FileKind.Missing => new Missing(),
        FileKind.Regular when status.Length > limit => Unreadable(path, $"it has {status.Length} bytes, more than the {limit} such a file may have"),
        FileKind.Regular => null,
        var kind => new Bad(new Finding { Kind = FindingKind.NotAFile, File = path, Expected = "file", Found = Describe(kind) }),
    };

    /// <summary>What stands there, in words.</summary>
    public static string Describe(FileKind kind) => kind switch
    {
        FileKind.Directory => "directory",
        FileKind.SymbolicLink => "symbolic link",
        FileKind.Special => "pipe, socket or device",
        FileKind.Regular => "file",
        _ => "nothing",
    };

    private static Bad Unreadable(string path, string detail) => new(new Finding { Kind = FindingKind.Unreadable, File = path, Detail = detail });

    private static byte[] ReadAll(string path, long limit)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return RandomAccess.GetLength(file) <= limit ? LockedFiles.ReadAll(file, path) : throw new IOException("it grew");
    }
}
