using Microsoft.Win32.SafeHandles;

namespace Sutler.Storage.Directories;

/// <summary>What files of blobs go through before they get their name.</summary>
internal static class DurableFile
{
    /// <summary>Forces bytes to disk, on another thread: that takes milliseconds at best.</summary>
    /// <param name="path">For the error.</param>
    /// <param name="file">The file.</param>
    /// <param name="cutTo">Gives room behind this length back, which was asked for and not needed.</param>
    /// <param name="cancellationToken">Gives up before it begins.</param>
    internal static async ValueTask FlushAsync(string path, SafeFileHandle file, long? cutTo, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(
                () =>
                {
                    if (cutTo is { } length)
                    {
                        RandomAccess.SetLength(file, length);
                    }
                    RandomAccess.FlushToDisk(file);
                },
                cancellationToken);
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            throw FileFailure.Create("fsync", path, error);
        }
    }

    /// <summary>Deletes a file that is wanted no more, if there is one.</summary>
    internal static void Discard(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception error) when (FileFailure.Is(error))
        {
            // The next removal of leftovers tries again.
        }
    }
}
