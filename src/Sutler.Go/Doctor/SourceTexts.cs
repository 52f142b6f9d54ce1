using System.Globalization;
using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>The words about a source that did not give what it was asked for.</summary>
internal static class SourceTexts
{
    private static readonly string[] Inspectors =
        ["Zscaler", "Netskope", "Fortinet", "FortiGate", "Palo Alto", "Blue Coat", "Symantec Web", "Cisco Umbrella", "Sophos", "Check Point", "Kaspersky", "ESET", "Avast", "mitmproxy", "Charles Proxy", "Fiddler", "PortSwigger", "Forcepoint", "McAfee Web", "Barracuda"];

    private static readonly string[] Refusals = ["could not read Username", "could not read Password", "Authentication failed", "Permission denied", "HTTP Basic: Access denied"];

    private static readonly string[] NameProblems = ["is valid for", "doesn't contain any IP SANs", "not valid for any names", "legacy Common Name"];

    public static string Summary(Subject subject, SourceFault fault) => fault.Class switch
    {
        FaultClass.PathNotFound => $"{fault.Host} does not have {subject.Name}: {fault.Reason}",
        FaultClass.AccessDenied when fault.IsOfHttpProxy && fault.ThroughHasUser => $"the HTTP proxy {fault.Through} refuses the user and password it is told: {fault.Reason}",
        FaultClass.AccessDenied when fault.IsOfHttpProxy => $"the HTTP proxy {fault.Through} wants to know who asks: {fault.Reason}",
        FaultClass.AccessDenied when fault.StatusCode == 407 => $"{fault.Host} answers as an HTTP proxy does, and is asked as a module proxy: {fault.Reason}{Said(fault)}",
        FaultClass.BadSettings => $"GOPROXY has user and password for {fault.Host}, which go only to {(fault.Scheme is "https" ? "servers whose certificate is checked" : "https URLs")}: {fault.Reason}",
        FaultClass.AccessDenied => $"{fault.Host} refuses access ({fault.Reason}) {Who(fault)}{Said(fault)}",
        FaultClass.RateLimited => $"{fault.Host} asks for fewer requests ({fault.Reason}){Again(fault)}",
        FaultClass.ServerError => $"{fault.Host} failed ({fault.Reason}){Again(fault)}{Said(fault)}",
        FaultClass.Timeout => $"{fault.Host} did not answer{(fault.Limit is { } limit ? $" within {Seconds(limit)}" : "")}: {fault.Reason}",
        FaultClass.NameResolution => $"the name of {fault.Host} leads to no address: {fault.Reason}",
        FaultClass.ConnectionRefused => $"nobody listens at {fault.Host}: {fault.Reason}",
        FaultClass.Unreachable => $"there is no way to {fault.Host}: {fault.Reason}",
        FaultClass.UntrustedCertificate => Certificate(fault),
        FaultClass.HttpProxy => $"the HTTP proxy {fault.Through} cannot be used: {fault.Reason}",
        FaultClass.BrokenConnection => $"the connection to {fault.Host} broke: {fault.Reason}",
        FaultClass.LookupsOff => $"GOPROXY forbids to ask for {subject.Name} (off), and it is not in the cache",
        FaultClass.Direct => $"version control does not give {subject.Name}: {fault.Reason}",
        FaultClass.RepositoryNotFound => $"nobody says where the repository of {subject.Module?.Path} is: {fault.Reason}",
        FaultClass.VcsNotAllowed => fault.Reason,
        FaultClass.VcsMissing => $"the program that reads the repository of {subject.Module?.Path} is missing: {fault.Reason}",
        FaultClass.BadName => fault.Reason,
        _ => $"{fault.Host} answers as no module proxy does: {fault.Reason}{Said(fault)}",
    };

    public static string Next(Subject subject, SourceFault fault) => fault.Class switch
    {
        FaultClass.PathNotFound => "correct the module path",
        FaultClass.AccessDenied when fault.IsOfHttpProxy && fault.ThroughHasUser => $"correct user and password in the URL in {Setting(fault)}",
        FaultClass.AccessDenied when fault.IsOfHttpProxy => $"put user and password of the HTTP proxy into its URL in {Setting(fault)}",
        FaultClass.AccessDenied when fault.StatusCode == 407 => $"correct GOPROXY ({subject.ProxyOrigin}): an HTTP proxy belongs into HTTPS_PROXY; if {fault.Host} is a module proxy, tell who runs it",
        FaultClass.BadSettings when fault.Scheme is "https" => $"let sutler check the certificate of {fault.Host}: take it out of client.insecureHosts",
        FaultClass.BadSettings => $"write https instead of http for {fault.Host} in GOPROXY ({subject.ProxyOrigin})",
        FaultClass.AccessDenied when fault.Credentials.Length > 0 => $"renew or correct the credentials of {fault.Credentials}",
        FaultClass.AccessDenied when !fault.IsSecure => $"use https for {fault.Host} in GOPROXY: credentials travel on nothing else",
        FaultClass.AccessDenied => $"put a line 'machine {fault.Host} login USER password PASSWORD' into your netrc file",
        FaultClass.RateLimited => fault.RetryAfter is { } wait ? $"wait {Seconds(wait)} and run it again" : "wait a few minutes and run it again",
        FaultClass.ServerError => $"run it again later; if it stays so, tell who runs {fault.Host}",
        FaultClass.Timeout => $"open the way to {fault.Host} (firewall, VPN, HTTPS_PROXY), or try again later if it is only slow",
        FaultClass.NameResolution when PrivateLook.IsPublicProxy(fault.Host) => "connect this machine to the internet, or set GOPROXY to a proxy that it can reach",
        FaultClass.NameResolution => fault.Reason.Contains("no such host", StringComparison.Ordinal)
            ? $"correct the host name in {Where(subject, fault)}, or connect to the network that knows it"
            : "get the name service of this machine to work (/etc/resolv.conf, VPN)",
        FaultClass.ConnectionRefused => $"start the server at {fault.Host}, or correct {Where(subject, fault)}",
        FaultClass.Unreachable => "connect this machine to the network, or set HTTPS_PROXY to the way out of it",
        FaultClass.UntrustedCertificate => CertificateNext(fault),
        FaultClass.HttpProxy => $"correct {Setting(fault)}, or name the host in NO_PROXY if it can be reached without",
        FaultClass.BrokenConnection => "run it again; if it stays so, something between here and there cuts connections",
        FaultClass.LookupsOff => $"set GOPROXY to a proxy ({subject.ProxyOrigin} says off)",
        FaultClass.Direct => VersionControlNext(fault.Reason),
        FaultClass.RepositoryNotFound => fault.Remedy.Length > 0 ? fault.Remedy : $"correct the module path; if it is right, {fault.Host} has to serve a go-import tag for it",
        FaultClass.VcsNotAllowed => fault.Remedy,
        FaultClass.VcsMissing => "install it, or add its directory to PATH",
        FaultClass.BadName => "correct the name",
        _ => $"correct {Where(subject, fault)}: that URL must be one of a Go module proxy",
    };

    private static string VersionControlNext(string reason) =>
        Array.Exists(Refusals, refusal => reason.Contains(refusal, StringComparison.OrdinalIgnoreCase)) ? "give git the credentials for that host (a credential helper, an SSH key), and try the command by itself"
        : reason.StartsWith("dial ", StringComparison.Ordinal) ? "connect this machine to the network that has the repository, or set GOPROXY to a proxy that has the module"
        : "correct what it complains of, or set GOPROXY to a proxy that has the module";

    private static string Where(Subject subject, SourceFault fault) => fault.IsDiscovery ? "the module path" : fault.Through.Length > 0 ? Setting(fault) : $"GOPROXY ({subject.ProxyOrigin})";

    private static string Setting(SourceFault fault) => fault.ThroughSetting.Length > 0 ? fault.ThroughSetting : "HTTPS_PROXY";

    private static string Who(SourceFault fault) => fault.Credentials.Length > 0 ? $"with the credentials of {fault.Credentials}" : "without credentials";

    private static string Said(SourceFault fault) => fault.Words.Length > 0 ? $", and says: {fault.Words}" : "";

    private static string Again(SourceFault fault) => fault.RetryAfter is { } wait ? $", not before {Seconds(wait)}" : "";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):0} s");

    private static string Certificate(SourceFault fault)
    {
        if (fault.Certificate is not { } seen)
        {
            return $"{fault.Host} does not prove who it is: {fault.Reason}";
        }

        var who = seen.IsSelfSigned ? "signed by itself" : $"signed by {seen.Issuer}";
        var inspector = InspectorOf(seen.Issuer) is { } name ? $" (encrypted traffic is inspected by {name})" : IsForged(seen) ? " (encrypted traffic is inspected on the way)" : "";
        return $"{fault.Host} shows a certificate {who}{inspector}: {AfterColon(seen.Problem)}";
    }

    private static string CertificateNext(SourceFault fault)
    {
        var problem = fault.Certificate?.Problem ?? fault.Reason;
        return problem.Contains("expired", StringComparison.Ordinal) ? $"set this machine's clock if it is wrong; else tell who runs {fault.Host} that the certificate has expired"
            : fault.IsDiscovery && NameProblems.Any(words => problem.Contains(words, StringComparison.Ordinal)) ? $"correct the module path; if it is right, tell who runs {fault.Host} that the certificate is for another name"
            : NameProblems.Any(words => problem.Contains(words, StringComparison.Ordinal)) ? $"use a host name in GOPROXY that the certificate of {fault.Host} is valid for"
            : fault.Certificate is { } forged && IsForged(forged) ? "get the root certificate that your network inspects traffic with from those who run it, and set SUTLER_CA_FILE to that file"
            : fault.Certificate is { IsSelfSigned: true } ? $"if {fault.Host} is yours, save its certificate in a file and set SUTLER_CA_FILE to that"
            : $"if your network inspects traffic or {fault.Host} is yours, get the root certificate from whoever runs it and set SUTLER_CA_FILE to that file";
    }

    /// <summary>Whether a certificate of one of Google's hosts comes from somebody else.</summary>
    internal static bool IsForged(CertificateSighting seen) =>
        seen.Host.EndsWith(".golang.org", StringComparison.OrdinalIgnoreCase) && !seen.Issuer.Contains("Google Trust Services", StringComparison.Ordinal);

    /// <summary>The product whose name stands in the issuer, of those that look into encrypted traffic; null for none.</summary>
    internal static string? InspectorOf(string issuer) => Array.Find(Inspectors, name => issuer.Contains(name, StringComparison.OrdinalIgnoreCase));

    private static string AfterColon(string problem) => problem.LastIndexOf("x509: ", StringComparison.Ordinal) is >= 0 and var at ? problem[(at + 6)..] : problem;
}
