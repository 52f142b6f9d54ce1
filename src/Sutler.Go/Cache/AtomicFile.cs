using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Cache;

/// <summary>Writes a file so that readers see the old content or the new, never a part: temporary file beside it, then rename.</summary>
/// <remarks>The temporary is <c>&lt;name&gt;&lt;N&gt;.tmp</c>, N a random number below a thousand million, as the go command names it. Spec: ATOMIC-1.</remarks>
public static class AtomicFile
{
    private const int Attempts = 10_000;
    private const int FileExists = 17;
    private const int WindowsFileExists = 80;

    /// <summary>Replaces or creates <paramref name="path"/> (0666 &amp; ~umask); the directory must exist.</summary>
    public static Task WriteAsync(string path, ReadOnlyMemory<byte> data, TimeProvider time, CancellationToken cancellationToken) =>
        WriteAsync(path, data, static () => { }, time, cancellationToken);

    /// <summary>The same, with something to do when the file is written and not yet visible.</summary>
    internal static async Task WriteAsync(string path, ReadOnlyMemory<byte> data, Action beforeRename, TimeProvider time, CancellationToken cancellationToken)
    {
        SafeFileHandle file = CreateTemporary(path, out string temporary);
        try
        {
            using (file)
            {
                RandomAccess.Write(file, data.Span, 0);
            }

            beforeRename();
            await FileRename.RunAsync(temporary, path, time, cancellationToken);
        }
        catch (Exception error)
        {
            DeleteQuietly(temporary);
            if (OsError.Is(error))
            {
                throw OsError.Create("write", temporary, error);
            }

            throw;
        }
    }

    /// <summary>Creates a new temporary file for <paramref name="path"/>, open for reading and writing.</summary>
    public static SafeFileHandle CreateTemporary(string path, out string temporary)
    {
        for (int attempt = 1; ; attempt++)
        {
            temporary = UniqueName(path);
            try
            {
                return File.OpenHandle(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception error) when (OsError.Is(error))
            {
                if (OsError.Code(error) is not (FileExists or WindowsFileExists) || attempt == Attempts)
                {
                    throw OsError.Create("open", temporary, error);
                }
            }
        }
    }

    /// <summary>Deletes a file that may be gone or refuse to go.</summary>
    internal static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // The next holder of the lock tidies up what is left.
        }
    }

    private static string UniqueName(string path) => $"{path}{Random.Shared.Next(1_000_000_000)}.tmp";
}
