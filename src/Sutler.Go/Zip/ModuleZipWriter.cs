using System.Buffers;
using System.IO.Compression;
using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Zip;

/// <summary>Writes module zips. Spec: ZIP-1, ZIP-2, CREATE-12.</summary>
/// <remarks>
/// In one pass, to a stream that need not seek: what the headers cannot know yet stands behind each file. Only the content counts for the
/// hash, so the zip is compressed lightly: it is read again at once. Nothing in it depends on the time or the machine.
/// </remarks>
internal static class ModuleZipWriter
{
    private const int BufferLength = 128 << 10;

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes all entries, in order, each below <paramref name="prefix"/>, which ends with <c>/</c>.</summary>
    public static async Task WriteAsync(Stream destination, string prefix, IEnumerable<ZipSourceEntry> entries, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            using var zip = new ZipArchive(destination, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var entry in entries)
            {
                await WriteAsync(zip, prefix + entry.Path, entry, buffer, cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task WriteAsync(ZipArchive zip, string name, ZipSourceEntry entry, byte[] buffer, CancellationToken cancellationToken)
    {
        var written = zip.CreateEntry(name, CompressionLevel.Fastest);
        written.LastWriteTime = Epoch;
        await using var source = entry.Open();
        await using var destination = await written.OpenAsync(cancellationToken);
        var room = entry.Size;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            room -= read;
            if (room < 0)
            {
                throw new SutlerException($"create zip: file {GoQuoting.Quote(entry.Path)} is larger than declared size");
            }

            // Compressing takes longer than writing into the page cache, and neither waits for anything.
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }
}

/// <summary>A file to put into a zip.</summary>
/// <param name="Path">Its name below the prefix of all.</param>
/// <param name="Size">The most bytes it may have.</param>
/// <param name="Open">Gives its content, once.</param>
internal sealed record ZipSourceEntry(string Path, long Size, Func<Stream> Open);
