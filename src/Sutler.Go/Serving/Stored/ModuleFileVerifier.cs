using Sutler.Go.Zip;
using Sutler.GoModules.Zip;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Checks stored zips and go.mod files by the h1 hash that go.sum and the checksum database know them by. Spec: H1-3, H1-4.</summary>
/// <remarks>
/// The store checks bytes against their digest; this also finds a name that stands for the bytes of another module. A zip is checked where the
/// blob is a file; elsewhere its digest has to do. Thread-safe.
/// </remarks>
public sealed class ModuleFileVerifier : IContentVerifier
{
    private const int LargestGoMod = 16 << 20;

    /// <inheritdoc/>
    public async ValueTask<string?> FindFaultAsync(IndexEntry entry, BlobContent bytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(bytes);
        if (entry.Facts.ContentHash is not { } expected || !H1Hash.TryParse(expected, out var known, out _))
        {
            return null;
        }

        try
        {
            var found = entry.Key.Name switch
            {
                var name when name.EndsWith(".mod", StringComparison.Ordinal) => await HashGoModAsync(bytes, cancellationToken),
                var name when name.EndsWith(".zip", StringComparison.Ordinal) => await HashZipAsync(name, bytes, cancellationToken),
                _ => known,
            };
            return found is null || found == known ? null : $"its hash is {found}, not {known}";
        }
        catch (ZipFormatException damage)
        {
            return $"it is no whole zip: {damage.Message}";
        }
    }

    private static async Task<H1Hash?> HashGoModAsync(BlobContent bytes, CancellationToken cancellationToken)
    {
        if (bytes.Length > LargestGoMod)
        {
            return null;
        }

        var goMod = new byte[bytes.Length];
        await using var stream = await bytes.OpenStreamAsync(0, bytes.Length, cancellationToken);
        await stream.ReadExactlyAsync(goMod, cancellationToken);
        return H1.OfGoMod(goMod);
    }

    private static async Task<H1Hash?> HashZipAsync(string name, BlobContent bytes, CancellationToken cancellationToken)
    {
        if (bytes.Handle is not { } file)
        {
            return null;
        }

        using var zip = ModuleZip.Over(file, name);
        // Hashing takes a processor for as long as the zip is long: whoever scrubs does other things on its thread.
        return await Task.Run(() => zip.Hash(cancellationToken), cancellationToken);
    }
}
