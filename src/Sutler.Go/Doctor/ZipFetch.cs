using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Doctor;

/// <summary>
/// Fetches a zip as a download does, into a hidden place that is gone afterwards, and looks into it. It goes on with a copy of what an
/// interrupted download left; what stands in the cache is not touched.
/// </summary>
internal sealed class ZipFetch(CheckupWorld world, WatchedSources sources, CachedVersion version)
{
    /// <summary>How long a zip may take: somebody waits for the answer, but a large module over a thin line takes its time.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Fetches and looks; null when the sources failed, which was told.</summary>
    /// <param name="length">How long it is, as far as that is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ZipLook?> RunAsync(long? length, CancellationToken cancellationToken)
    {
        DirectoryInfo place;
        try
        {
            place = Directory.CreateTempSubdirectory("sutler-doctor-");
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return ZipLook.None($"there is no place to fetch the zip to: {OsError.Describe(OsError.Code(failure))}");
        }

        try
        {
            return world.Room(place.FullName) is { } room && length > room.Bytes
                ? ZipLook.None($"the zip is not fetched: it has {CacheCheck.Size(length.Value)}, and {place.Parent?.FullName} has room for {CacheCheck.Size(room.Bytes)}")
                : await RunAsync(Path.Combine(place.FullName, "zip.part"), cancellationToken);
        }
        catch (FatalException failure) when (failure.InnerException is not null && DiskFull.Is(failure.InnerException))
        {
            return ZipLook.None($"the zip is not fetched: {place.Parent?.FullName} is full");
        }
        finally
        {
            TreeRemover.Remove(place.FullName);
        }
    }

    private async Task<ZipLook?> RunAsync(string path, CancellationToken cancellationToken)
    {
        CopyPartial(path);
        using var timeout = new CancellationTokenSource(Limit, world.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var (look, cameInPieces) = await FetchAsync(path, inOnePiece: false, either.Token);
            // Pieces need not belong together: a download fetches the whole before it complains, too. Decision 4.
            return look is { Hash: "" } && cameInPieces ? (await FetchAsync(path, inOnePiece: true, either.Token)).Look : look;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ZipLook.None(string.Create(CultureInfo.InvariantCulture, $"the zip did not come whole within {Limit.TotalMinutes:0} minutes; a download waits longer"));
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return null;
        }
    }

    private async Task<(ZipLook Look, bool CameInPieces)> FetchAsync(string path, bool inOnePiece, CancellationToken cancellationToken)
    {
        using var file = PartialFile.Open(path, SilentFileObserver.Instance, Refused, inOnePiece);
        var host = await sources.FetchAsync(
            ModulePath.Parse(version.Module.Path),
            async (repository, token) =>
            {
                await repository.ZipAsync(version.Module.Version, file, token);
                return repository.Host;
            },
            cancellationToken);
        file.Close();
        return (await new ZipCheck(version.Module).LookAsync(path, host, cancellationToken), file.CameInPieces);
    }

    // It says nothing against the source, so it must not be taken for the source's failure.
    private static SutlerException Refused(string operation, string path, Exception error)
    {
        var failure = OsError.Create(operation, path, error);
        return new FatalException(failure.Message, failure);
    }

    // While another process is at work on them the two files need not belong together.
    private void CopyPartial(string path)
    {
        if (FileLocks.IsHeld(version.TransferLockPath) == true)
        {
            return;
        }

        try
        {
            File.Copy(version.PartialZipPath, path);
            File.Copy(version.PartialZipPath + ".state", path + ".state");
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            AtomicFile.DeleteQuietly(path);
            AtomicFile.DeleteQuietly(path + ".state");
        }
    }
}
