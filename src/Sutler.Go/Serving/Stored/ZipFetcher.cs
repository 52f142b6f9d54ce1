using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Storage;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.Transfer.Files;

namespace Sutler.Go.Serving.Stored;

/// <summary>Fetches zips, each once at a time however many wait for it: given on while it comes, verified, then stored.</summary>
/// <remarks>
/// A flight belongs to the server, not to the client that began it. What came of one that was cut off, by the end of the process too, is
/// continued by the next. Thread-safe.
/// </remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
internal sealed class ZipFetcher(
    IModuleSources sources, HashWitness witness, ContentStore store, StoredServerOptions options, CancellationToken lifetime)
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<IndexKey, Lazy<ZipFlight>> _flights = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();
    // Hashing keeps a processor busy, and a thread that others could use.
    private readonly SemaphoreSlim _hashing = new(System.Environment.ProcessorCount);

    /// <summary>The flight of a zip, which begins if there is none, entered; null when one has just ended: what it brought is in the store.</summary>
    public ZipFlight? Join(ModulePath path, string version, IndexKey key)
    {
        var flight = _flights.GetOrAdd(key, name => new Lazy<ZipFlight>(() => Begin(path, version, name))).Value;
        return flight.TryEnter() ? flight : null;
    }

    /// <summary>Waits until the flights have ended that the end of the server's life ends.</summary>
    public Task EndAsync() => Task.WhenAll(_running.Keys);

    private ZipFlight Begin(ModulePath path, string version, IndexKey key)
    {
        var flight = new ZipFlight();
        var running = Task.Run(() => FlyAsync(flight, path, version, key), CancellationToken.None);
        _running.TryAdd(running, true);
        _ = running.ContinueWith(ended => _running.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return flight;
    }

    private async Task FlyAsync(ZipFlight flight, ModulePath path, string version, IndexKey key)
    {
        try
        {
            // Whoever began this looked into the store before the flight ahead had ended.
            if (await store.Index.Entries.FindAsync(key, lifetime) is not null)
            {
                flight.Stored();
                return;
            }

            await FetchAsync(flight, path, version, key);
        }
        catch (StorageException failure)
        {
            options.Tell($"{path.Text}@{version}: {failure.Message}");
            flight.Failed(failure);
        }
        catch (SutlerException failure)
        {
            flight.Failed(failure);
        }
        catch (OperationCanceledException)
        {
            flight.Failed(new BusyException("this server is being stopped"));
        }
#pragma warning disable CA1031 // Whoever waits must hear of a defect, too.
        catch (Exception defect)
#pragma warning restore CA1031
        {
            options.Tell($"{path.Text}@{version}: internal error: {defect}");
            flight.Failed(new StorageException($"internal error: {defect.GetType().Name}"));
        }
        finally
        {
            _flights.TryRemove(key, out _);
            flight.End();
        }
    }

    private async Task FetchAsync(ZipFlight flight, ModulePath path, string version, IndexKey key)
    {
        // Names of modules are longer than names of files may be.
        // What one source began is not continued from another that only some ask for.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Route is { } route ? $"{key.Name} {route}" : key.Name)))[..40];
        var partial = new Lazy<PartialFile>(() => Open(flight, name));
        try
        {
            var (file, source) = await BringAsync(partial, path, version);
            var module = new ModuleId(path.Text, version);
            var cameInPieces = file.CameInPieces;
            EntryFacts facts;
            try
            {
                facts = await VerifyAsync(file, module, source);
            }
            catch (SutlerException failure) when (cameInPieces && IsUntrue(failure))
            {
                // Pieces of different files, perhaps: once as a whole, before anybody reads of a mismatch. Decision 4.
                file.Forget(inOnePiece: true);
                (_, source) = await BringAsync(partial, path, version);
                facts = await VerifyAsync(file, module, source);
            }

            flight.Verified(file.Held);
            if (options.Keeps(facts))
            {
                await KeepAsync(file, key, facts);
            }

            file.Discard();
        }
        finally
        {
            if (partial.IsValueCreated)
            {
                partial.Value.Dispose();
            }
        }
    }

    private PartialFile Open(ZipFlight flight, string name)
    {
        var file = PartialFile.Open(Path.Combine(options.Partials, name + ".zip"), flight, Failure);
        flight.Open(file);
        return file;
    }

    // Opened when it is this one's turn: many may wait, and only so many files be open.
    private Task<(PartialFile File, string Source)> BringAsync(Lazy<PartialFile> partial, ModulePath path, string version) => sources.TryEachAsync(
        path,
        async (repository, token) =>
        {
            await repository.ZipAsync(version, partial.Value, token);
            return (partial.Value, repository.Source);
        },
        lifetime);

    private async Task<EntryFacts> VerifyAsync(PartialFile file, ModuleId module, string source)
    {
        try
        {
            var hash = await HashAsync(file.Path, module);
            return new EntryFacts { MediaType = MediaTypes.Zip, Source = source, ContentHash = hash.Text, Authority = await witness.VouchAsync(module, hash, lifetime) };
        }
        catch (SutlerException failure) when (IsUntrue(failure))
        {
            // Of such a file nothing may be continued.
            file.Forget();
            options.Tell($"{failure.Message}\n\tfrom {source}");
            throw;
        }
    }

    private async Task<H1Hash> HashAsync(string path, ModuleId module)
    {
        try
        {
            using var zip = ModuleZip.Open(path, $"{module}.zip");
            await _hashing.WaitAsync(lifetime);
            try
            {
                return await Task.Run(() => zip.Hash(lifetime), lifetime);
            }
            finally
            {
                _hashing.Release();
            }
        }
        catch (SutlerException damage) when (damage is not FatalException)
        {
            throw new VerificationException($"{module}: the source gave no whole zip: {damage.Message}", damage) { IsNotExist = false };
        }
    }

    // Verified is verified: what cannot be stored is given to those who wait all the same. A server that is being stopped finishes this: whoever
    // has the whole file may count on it being here, and no network is waited for.
    private async Task KeepAsync(PartialFile file, IndexKey key, EntryFacts facts)
    {
        try
        {
            await using (var writer = await store.Blobs.BeginFromFileAsync(file.Path, CancellationToken.None))
            {
                await store.StoreAsync(writer, key, facts, fence: null, CancellationToken.None);
            }
        }
        catch (SutlerException failure)
        {
            options.Tell($"{key.Name}: verified, but cannot be stored: {failure.Message}");
        }
    }

    private static bool IsUntrue(SutlerException failure)
    {
        for (Exception? one = failure; one is not null; one = one.InnerException)
        {
            if (one is VerificationException)
            {
                return true;
            }
        }

        return false;
    }

    private static StorageException Failure(string operation, string path, Exception error) => new($"{operation} {path}: {error.Message}", error);
}
