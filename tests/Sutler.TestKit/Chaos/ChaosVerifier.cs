using System.Net;
using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.TestKit.Chaos;

/// <summary>A client of a checksum database that knows nothing yet, behind a server that may be killed at any time.</summary>
/// <remarks>What does not come is no violation; what comes and cannot be proven is one.</remarks>
public sealed class ChaosVerifier(ChaosLedger ledger, VerifierKey key) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Looks a module up and compares with the truth.</summary>
    /// <returns>Whether the database answered.</returns>
    public async Task<bool> LookUpAsync(Func<Task<string>> server, ChaosModule module, CancellationToken cancellationToken)
    {
        var client = new TransparencyLogClient(key, new Ops(_http, server, key.Name, ledger));
        try
        {
            var lines = await client.LookupAsync(module.Id.Path, module.Id.Version, cancellationToken);
            if (!lines.SequenceEqual([$"{module.Id.Path} {module.Id.Version} {module.Hashes.Zip}"]))
            {
                ledger.Violations.Enqueue($"{module.Id}: {string.Join("; ", lines)}");
            }

            Interlocked.Increment(ref ledger.Verified);
            return true;
        }
        catch (Exception wrong) when (wrong is VerificationException or FatalException)
        {
            ledger.Violations.Enqueue($"{module.Id}: {wrong.Message}");
            return false;
        }
        catch (SutlerException)
        {
            return false;
        }
    }

    // Files of an earlier run would be proven already: each lookup begins with nothing.
    private sealed class Ops(HttpClient http, Func<Task<string>> server, string name, ChaosLedger ledger) : ITransparencyLogOps
    {
        public async Task<byte[]> ReadRemoteAsync(string path, CancellationToken cancellationToken)
        {
            try
            {
                using var response = await http.GetAsync($"{await server()}/sumdb/{name}{path}", cancellationToken);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return await response.Content.ReadAsByteArrayAsync(cancellationToken);
                }

                // The client asks for the full tile where it could not have the narrow one, and it need not exist.
                var mayBeAbsent = path.StartsWith("/tile/", StringComparison.Ordinal) && !path.Contains(".p/", StringComparison.Ordinal);
                if ((int)response.StatusCode is < 500 and not 429 && !(mayBeAbsent && response.StatusCode == HttpStatusCode.NotFound))
                {
                    ledger.Violations.Enqueue($"{path}: {(int)response.StatusCode}, though it exists");
                }

                Interlocked.Increment(ref ledger.Refused);
                throw new SutlerException($"{path}: {(int)response.StatusCode}");
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                Interlocked.Increment(ref ledger.Broken);
                throw new SutlerException($"{path}: {broken.Message}", broken);
            }
        }

        public Task<byte[]?> ReadCacheAsync(string file, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

        public Task WriteCacheAsync(string file, byte[] data, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken) => Task.FromResult<byte[]>([]);

        public Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
