using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Serving.Checksums;
using Sutler.Go.Sources;
using Sutler.Storage.Values;

namespace Sutler.Serving;

/// <summary>Which checksum databases a server relays: that of its own GOSUMDB, and those of its settings.</summary>
internal static class RelayedDatabases
{
    /// <summary>The relay; fails where GOSUMDB or a setting makes no sense, or one name stands for two databases.</summary>
    /// <param name="environment">GOSUMDB, GONOSUMDB and GOPROXY of the server.</param>
    /// <param name="serve">Databases of the settings, and whether any may be asked.</param>
    /// <param name="reader">The network.</param>
    /// <param name="store">Where proven answers are kept, and the clock for them.</param>
    /// <param name="tell">Told what the operator must know; must not wait.</param>
    public static ChecksumRelay Relay(
        GoEnvironment environment, ServeOptions serve, IUrlReader reader, (IValueStore Values, TimeProvider Time) store, Action<string> tell)
    {
        var options = new ChecksumRelayOptions
        {
            Databases = Find(environment.GoSumDb, serve.ChecksumDatabases),
            NotForwarded = environment.GoNoSumDb,
            Offline = serve.Offline,
            Tell = tell,
        };
        return new ChecksumRelay(options, reader, () => ProxyList.Parse(environment.GoProxy, environment.GoNoProxy), store.Values, store.Time);
    }

    /// <summary>The databases by what GOSUMDB and settings say; one that stands in both is one.</summary>
    internal static IReadOnlyList<ChecksumDatabaseSettings> Find(string gosumdb, IReadOnlyList<string> further)
    {
        List<ChecksumDatabaseSettings> found = [];
        foreach (var text in further.Prepend(gosumdb).Distinct(StringComparer.Ordinal))
        {
            if (ChecksumDatabaseSettings.Parse(text) is not { } database)
            {
                continue;
            }

            if (found.Exists(other => other.Name == database.Name))
            {
                throw new SutlerException($"checksum database {database.Name} is given twice, with another key or URL each time")
                {
                    Hint = "name it once: in GOSUMDB, or in the setting sumdb of the server",
                };
            }

            found.Add(database);
        }

        return found;
    }
}
