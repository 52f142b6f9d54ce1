using System.Globalization;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>The words of each diagnosis. docs/reference/faults.md shows them all.</summary>
internal static class VerdictTexts
{
    private const int MostVersions = 3;

    public static Verdict Nothing(Subject subject) => subject.Module is { } module
        ? new Verdict(FaultClass.None, $"nothing stands in the way of downloading {module}", $"run 'sutler mod download {module}'")
        : new Verdict(FaultClass.None, "nothing stands in the way of downloads", "if a module fails all the same, run 'sutler doctor MODULE@VERSION' with its name");

    public static Verdict Nothing(Subject subject, string unlooked) =>
        new(FaultClass.None, $"nothing is known to stand in the way of downloading {subject.Name}, but {unlooked}", $"run 'sutler mod download {subject.Name}'");

    public static Verdict Of(Subject subject, Finding.DamagedZip zip) => zip.Cached.Length > 0
        ? new Verdict(
            FaultClass.DamagedZip, $"the cached zip of {subject.Name} is damaged: {zip.Reason} ({zip.Cached})", $"run 'sutler mod repair {subject.Name}'")
        : new Verdict(
            FaultClass.DamagedZip,
            $"what {zip.Source} serves as the zip of {subject.Name} is damaged: {zip.Reason}",
            $"run it again; if it stays so, ask another proxy in GOPROXY, and tell who runs {zip.Source}");

    public static Verdict Of(Subject subject, Finding.NothingToFetch nothing) =>
        new(FaultClass.None, $"{subject.Name} {nothing.Why}", "nothing; if a build still fails, run 'sutler mod verify'");

    public static Verdict Of(Finding.BadSetting setting) => new(
        FaultClass.BadSettings,
        setting.Reason.StartsWith(setting.Name, StringComparison.Ordinal) ? setting.Reason : $"{setting.Name}: {setting.Reason}",
        setting.Origin.Length > 0 ? $"correct {setting.Name} ({setting.Origin})" : $"correct {setting.Name}");

    public static Verdict Of(Finding.BadProject project) => new(FaultClass.BadProject, project.Reason, "correct that file");

    public static Verdict Of(Finding.BadName name) => new(
        FaultClass.BadName, name.Reason, name.Better.Length > 0 ? $"ask for {name.Better}" : "correct the name: MODULE@VERSION, as in golang.org/x/text@v0.14.0");

    public static Verdict VersionNotFound(ModuleId module, Finding.KnownVersions known)
    {
        if (known.Versions.Count == 0)
        {
            var only = known.Newest.Length > 0 ? $"; its newest revision is {known.Newest}" : "";
            return new Verdict(
                FaultClass.VersionNotFound,
                $"{module.Path} has no version {module.Version}, nor any other{only}",
                known.Newest.Length > 0 ? $"ask for {module.Path}@{known.Newest}" : $"ask for a commit or branch: {module.Path}@HEAD");
        }

        var newest = string.Join(", ", known.Versions.TakeLast(MostVersions));
        return new Verdict(
            FaultClass.VersionNotFound,
            $"{module.Path} has no version {module.Version}; the highest of its {Count(known.Versions.Count, "version")}: {newest}",
            $"ask for one that exists, such as {module.Path}@{NearVersions.Nearest(module.Version, known.Versions)}");
    }

    public static Verdict Half(ModuleId module, SourceFault fault, string file) => new(
        FaultClass.BadAnswer,
        $"{fault.Host} knows {module}, but does not have its {file}: {fault.Reason}",
        $"ask another proxy in GOPROXY, and tell who runs {fault.Host}");

    public static Verdict PathNotFound(ModuleId module, IReadOnlyList<SourceFault> absent, Finding.EnclosingModule? enclosing) => enclosing is not null
        ? new Verdict(
            FaultClass.PathNotFound,
            $"{module.Path} is no module, but {enclosing.ModulePath} is",
            $"ask for {enclosing.ModulePath}, if {module.Path} is a package in it")
        : new Verdict(
            FaultClass.PathNotFound,
            $"no source knows the module {module.Path} ({string.Join(", ", absent.Select(fault => $"{fault.Host}: {fault.Reason}").Distinct())})",
            "correct the module path");

    public static Verdict PrivateModule(Subject subject, ModuleId module, string summary) => new(
        FaultClass.PrivateModule,
        summary,
        $"if it is private, set GOPRIVATE={PrivateLook.Extended(subject.GoPrivate, module.Path)} and fetch it with 'go mod download {module}', whose cache sutler shares");

    public static Verdict UnknownToDatabase(Subject subject, ModuleId module, string database) => new(
        FaultClass.PrivateModule,
        $"the checksum database {database} does not know {module}, which a source has: it is likely private",
        $"if it is private, set GONOSUMDB={PrivateLook.Extended(subject.GoNoSumDb, module.Path)}");

    public static Verdict Of(Finding.Held held) => new(FaultClass.Locked, $"{held.Holder} holds {held.Path}", $"wait for {held.Holder}, or end it");

    public static Verdict Of(Finding.CredentialsHang hang) => new(
        FaultClass.CredentialsHang,
        $"{hang.Command} does not end: a download waits minutes for it, each time it is asked",
        $"run that program by hand and see what it waits for (a question, a server), or correct GOAUTH ({hang.Origin})");

    public static Verdict Of(Subject subject, Finding.NeedsNewerGo go) => new(
        FaultClass.NewerGo, go.Reason, $"install go {go.GoVersion} or newer, or ask for an older version of {subject.Module?.Path}");

    public static Verdict Of(Subject subject, Finding.Quarantined kept) => new(
        FaultClass.ChecksumMismatch,
        $"an earlier download of {subject.Name} did not verify ({kept.Why}), and is kept in {kept.Path}",
        $"run 'sutler mod download {subject.Name}' again; it says who serves what if it fails again");

    public static Verdict Of(Finding.ReadOnly place) => new(
        FaultClass.ReadOnlyCache,
        $"{place.Path} cannot be written to: {place.Reason}{(place.Owner.Length > 0 ? $" ({place.Owner})" : "")}",
        "make it writable for yourself, or set GOMODCACHE to a directory that is");

    public static Verdict Of(Finding.Full full) => new(
        FaultClass.FullDisk, full.Reason, "make room, with 'sutler cache prune --apply' for instance, or set GOMODCACHE to a place that has more");

    public static Verdict Of(Finding.DatabaseFailed database) => database.Fault.Class == FaultClass.DatabaseUntrusted
        ? new Verdict(
            FaultClass.DatabaseUntrusted,
            $"the checksum database {database.Name} gave an answer that its log does not prove: {database.Fault.Reason}",
            "trust no download over this network until you know who answers in its name")
        : new Verdict(
            FaultClass.DatabaseUnreachable,
            $"the checksum database {database.Name} cannot be asked: {database.Fault.Reason}",
            database.Fault.Class is FaultClass.ServerError or FaultClass.RateLimited
                ? "run it again later; if it stays so, name a proxy in GOPROXY that passes the database's answers on"
                : $"make {database.Address} reachable, or name a proxy in GOPROXY that passes its answers on");

    public static Verdict Of(Subject subject, Finding.Mismatch mismatch)
    {
        var parties = new List<string>();
        Add(parties, "go.sum", mismatch.GoSum);
        Add(parties, "the checksum database", mismatch.Database);
        Add(parties, mismatch.Source, mismatch.Served);
        Add(parties, "the cache", mismatch.Cached);
        Add(parties, "its .ziphash", mismatch.Recorded == mismatch.Cached ? "" : mismatch.Recorded);
        return new Verdict(
            FaultClass.ChecksumMismatch, $"{subject.Name}: hashes of its {mismatch.What} differ: {string.Join("; ", parties)}", Next(subject, mismatch));
    }

    public static Verdict Of(Subject subject, SourceFault fault) => new(fault.Class, SourceTexts.Summary(subject, fault), SourceTexts.Next(subject, fault));

    public static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static void Add(List<string> parties, string who, string hash)
    {
        if (hash.Length > 0)
        {
            parties.Add($"{who} has {hash}");
        }
    }

    // Who stands alone is likely the one that is wrong; never advised is to switch a check off.
    private static string Next(Subject subject, Finding.Mismatch mismatch)
    {
        var (sum, database, served, cached) = (mismatch.GoSum, mismatch.Database, mismatch.Served, mismatch.Cached);
        var isChanged = mismatch.Recorded.Length > 0 && mismatch.Recorded != cached;
        var isOther = sum.Length > 0 ? sum != cached && (database.Length == 0 || database == sum) : database.Length > 0 && database != cached;
        if (cached.Length > 0 && (isChanged || isOther))
        {
            return $"run 'sutler mod repair {subject.Name}'";
        }

        if (database.Length > 0 && sum.Length > 0 && sum != database)
        {
            return "find out who changed the line in go.sum ('git log -p go.sum'), and restore it unless you know why it differs";
        }

        return served.Length > 0 && database.Length > 0
            ? $"do not use what {mismatch.Source} serves; ask another proxy in GOPROXY, and tell who runs this one"
            : "ask the module's authors whether the version was changed, before you change go.sum";
    }
}
