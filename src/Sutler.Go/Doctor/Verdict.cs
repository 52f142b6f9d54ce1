using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>What is wrong, and the one thing to do next.</summary>
/// <param name="Class">The class of it.</param>
/// <param name="Summary">What is wrong, in a line.</param>
/// <param name="Next">What to do, in a line.</param>
public sealed record Verdict(FaultClass Class, string Summary, string Next)
{
    /// <summary>
    /// Decides from what was found. Of several troubles the one counts that a download would meet first, since the others may go with
    /// it. Pure.
    /// </summary>
    /// <param name="subject">What was asked about.</param>
    /// <param name="steps">What was found, in the order in which it was looked for.</param>
    public static Verdict From(Subject subject, IReadOnlyList<Step> steps)
    {
        Finding[] findings = [.. steps.Select(step => step.Finding).OfType<Finding>()];
        return First<Finding.BadSetting>(findings, VerdictTexts.Of)
            ?? First<Finding.Held>(findings, VerdictTexts.Of, held => held.At == HeldAt.Project)
            ?? First<Finding.BadProject>(findings, VerdictTexts.Of)
            ?? First<Finding.BadName>(findings, VerdictTexts.Of)
            ?? (subject.Module is null ? OfPlace(findings) : null)
            ?? First<Finding.CredentialsHang>(findings, VerdictTexts.Of)
            ?? First<Finding.DamagedZip>(findings, zip => VerdictTexts.Of(subject, zip), zip => zip.Cached.Length > 0)
            ?? First<Finding.Mismatch>(findings, mismatch => VerdictTexts.Of(subject, mismatch), mismatch => mismatch.Cached.Length > 0)
            ?? OfSources(subject, findings)
            ?? First<Finding.Mismatch>(findings, mismatch => VerdictTexts.Of(subject, mismatch))
            ?? First<Finding.DamagedZip>(findings, zip => VerdictTexts.Of(subject, zip))
            ?? First<Finding.DatabaseFailed>(findings, database => OfDatabase(subject, database), database => database.IsNeeded)
            ?? First<Finding.NeedsNewerGo>(findings, go => VerdictTexts.Of(subject, go))
            ?? First<Finding.Held>(findings, VerdictTexts.Of, held => held.At == HeldAt.Reading)
            ?? First<Finding.NothingToFetch>(findings, nothing => VerdictTexts.Of(subject, nothing))
            ?? OfPlace(findings)
            ?? First<Finding.Held>(findings, VerdictTexts.Of)
            ?? First<Finding.Quarantined>(findings, kept => VerdictTexts.Of(subject, kept))
            ?? First<Finding.NotLookedInto>(findings, not => VerdictTexts.Nothing(subject, not.Why))
            ?? VerdictTexts.Nothing(subject);
    }

    // A machine has no order of steps: what nothing can be stored in comes before what cannot be reached.
    private static Verdict? OfPlace(Finding[] findings) => First<Finding.ReadOnly>(findings, VerdictTexts.Of) ?? First<Finding.Full>(findings, VerdictTexts.Of);

    private static Verdict? First<T>(Finding[] findings, Func<T, Verdict> explain, Func<T, bool>? counts = null)
        where T : Finding =>
        findings.OfType<T>().FirstOrDefault(finding => counts?.Invoke(finding) ?? true) is { } found ? explain(found) : null;

    private static Verdict? OfSources(Subject subject, Finding[] findings)
    {
        var failed = findings.OfType<Finding.SourceFailed>().ToList();
        if (failed.Find(one => one.IsDecisive) is not { Fault: var decisive, File: var file })
        {
            return null;
        }

        if (!IsAbsence(decisive))
        {
            return VerdictTexts.Of(subject, decisive);
        }

        var absent = failed.Select(one => one.Fault).Where(fault => fault.Class == FaultClass.PathNotFound).ToList();
        if (subject.Module is { } module && absent.Count > 0 && findings.OfType<Finding.KnownVersions>().FirstOrDefault() is { } known)
        {
            return file is ".mod" or ".zip" || known.Versions.Contains(module.Version) ? VerdictTexts.Half(module, absent[^1], file) : VerdictTexts.VersionNotFound(module, known);
        }

        // A keyword ends a list of proxies: what they said before it tells more, if they said anything else than that they do not have it.
        var worse = failed.Find(one => !IsAbsence(one.Fault))?.Fault;
        return worse is null && subject.Module is { } unknown && absent.Count > 0
            ? OfAbsence(subject, unknown, findings, (decisive, absent))
            : VerdictTexts.Of(subject, worse ?? decisive);
    }

    // A host that is in the module path alone may be a mistake like the rest of it.
    private static bool IsAbsence(SourceFault fault) => fault.IsDiscovery || fault.Class is FaultClass.Direct or FaultClass.LookupsOff or FaultClass.PathNotFound;

    private static Verdict OfAbsence(Subject subject, ModuleId module, Finding[] findings, (SourceFault Decisive, List<SourceFault> Absent) faults)
    {
        var proxy = faults.Absent.Find(fault => PrivateLook.IsPublicProxy(fault.Host)) ?? faults.Absent[0];
        var reason = PrivateLook.Reason(module.Path, string.Join(' ', faults.Absent.Select(fault => fault.Words)));
        if (reason.Length > 0 && !subject.IsPrivate)
        {
            return VerdictTexts.PrivateModule(subject, module, $"{proxy.Host} cannot see {module.Path}, which looks private ({reason})");
        }

        var enclosing = findings.OfType<Finding.EnclosingModule>().FirstOrDefault();
        return (faults.Decisive.IsDiscovery || faults.Decisive.Class == FaultClass.Direct) && enclosing is null && !faults.Absent.Exists(fault => PrivateLook.IsPublicProxy(fault.Host))
            ? VerdictTexts.Of(subject, faults.Decisive)
            : VerdictTexts.PathNotFound(module, faults.Absent, enclosing);
    }

    private static Verdict OfDatabase(Subject subject, Finding.DatabaseFailed database)
    {
        // A source has the module, and the database cannot see it: it sees what everybody can.
        if (database.Fault.Class == FaultClass.PathNotFound && subject.Module is { } module)
        {
            return VerdictTexts.UnknownToDatabase(subject, module, database.Name);
        }

        return VerdictTexts.Of(database);
    }
}

/// <summary>What a report is about.</summary>
/// <param name="Module">The module version; its version may be empty as long as none could be found. Null for the machine in general.</param>
/// <param name="IsPrivate">Whether GONOPROXY covers the module.</param>
/// <param name="GoPrivate">GOPRIVATE.</param>
/// <param name="GoNoSumDb">GONOSUMDB.</param>
/// <param name="ProxyOrigin">Where GOPROXY is set.</param>
public sealed record Subject(ModuleId? Module, bool IsPrivate, string GoPrivate, string GoNoSumDb, string ProxyOrigin)
{
    /// <summary>How the module is called; <c>modules</c> for the machine in general.</summary>
    public string Name => Module?.ToString() ?? "modules";
}
