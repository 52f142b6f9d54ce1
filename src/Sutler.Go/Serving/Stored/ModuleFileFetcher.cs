using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Storage;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Fetches <c>.info</c> and <c>.mod</c> of canonical versions, each once at a time; never together with a zip. Architecture 6: metadata first.</summary>
internal sealed class ModuleFileFetcher(
    IModuleSources sources, HashWitness witness, ContentStore store, (StoredServerOptions Options, CancellationToken Lifetime) server)
{
    private readonly OnceMap<IndexKey, byte[]> _flights = new(remembers: false);

    /// <summary>The <c>.info</c> of a version.</summary>
    public Task<byte[]> InfoAsync(ModuleRequest.Info request, IndexKey key, CancellationToken cancellationToken) => OnceAsync(
        key,
        request.Path,
        async (repository, token) =>
        {
            var info = InfoFile.Encode(await repository.StatAsync(request.Revision, token));
            return (info, new EntryFacts { MediaType = MediaTypes.Json, Source = repository.Source });
        },
        cancellationToken);

    /// <summary>The go.mod of a version, verified: a hash that does not fit is the failure of that source. Spec: PROXY-8.</summary>
    public Task<byte[]> GoModAsync(ModuleRequest.GoMod request, IndexKey key, CancellationToken cancellationToken) => OnceAsync(
        key,
        request.Path,
        async (repository, token) =>
        {
            var goMod = await repository.GoModAsync(request.Version, token);
            var hash = H1.OfGoMod(goMod);
            var authority = await witness.VouchAsync(new ModuleId(request.Path.Text, request.Version + "/go.mod"), hash, token);
            return (goMod, new EntryFacts { MediaType = MediaTypes.Text, Source = repository.Source, ContentHash = hash.Text, Authority = authority });
        },
        cancellationToken);

    // The flight waits on the server's life, so that it does not end with the client that began it.
    private Task<byte[]> OnceAsync(
        IndexKey key, ModulePath path, Func<IModuleRepository, CancellationToken, Task<(byte[] Bytes, EntryFacts Facts)>> askAsync, CancellationToken cancellationToken) =>
        _flights.GetAsync(
            key,
            async token =>
            {
                // Whoever began this looked into the store before the flight ahead had ended.
                if (await StoredBytes.ReadAsync(store, key, token) is { } stored)
                {
                    return stored;
                }

                var (bytes, facts) = await sources.TryEachAsync(path, askAsync, token);
                if (server.Options.Keeps(facts))
                {
                    await KeepAsync(key, bytes, facts, token);
                }

                return bytes;
            },
            server.Lifetime).WaitAsync(cancellationToken);

    private async Task KeepAsync(IndexKey key, byte[] bytes, EntryFacts facts, CancellationToken cancellationToken)
    {
        try
        {
            await using var writer = await store.Blobs.BeginAsync(bytes.Length, cancellationToken);
            await writer.WriteAsync(bytes, cancellationToken);
            await store.StoreAsync(writer, key, facts, fence: null, cancellationToken);
        }
        catch (StorageException failure)
        {
            server.Options.Tell($"{key.Name}: fetched, but cannot be stored: {failure.Message}");
        }
    }
}
