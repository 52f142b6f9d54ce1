using Xunit;

namespace Sutler.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly SettingsRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("nothing", "", ": is empty; it must hold an object in { }, or be removed")]
    [InlineData("nothing but blanks", " \r\n\t", ": is empty; it must hold an object in { }, or be removed")]
    [InlineData("nothing but a byte order mark", "\uFEFF", ": is empty; it must hold an object in { }, or be removed")]
    [InlineData("nothing but a comment", "// later\n", ": holds no settings; it must hold an object in { }, or be removed")]
    [InlineData("a comment that does not end", "/* later {}", ": holds no settings; it must hold an object in { }, or be removed")]
    [InlineData("a brace", "{", ":1:1: the file ends before this { is closed")]
    [InlineData("a brace behind a comment", "// one\n  {\n", ":2:3: the file ends before this { is closed")]
    [InlineData("a section", "{\n \"client\": {\n  \"retries\": 1,\n", ":2:12: the file ends before this { is closed")]
    [InlineData("half a list", "{\"client\": {\"noProxy\": [\"a.test\",", ":1:24: the file ends before this [ is closed")]
    [InlineData("half a text", "{\"client\": {\"proxy\": \"http:", ":1:12: the file ends before this { is closed")]
    [InlineData("half a word", "{\"client\": {\"strictSSL\": tru", ":1:12: the file ends before this { is closed")]
    [InlineData("a comment that does not end, in the middle", "{\"client\": {} /* ", ":1:1: the file ends before this { is closed")]
    [InlineData("no JSON", "{\n  \"client\" {\n", ":2:12: not valid JSON: '{' is invalid after a property name. Expected a ':'")]
    [InlineData("cut off", "{\"client\": {\"retries\": 1}", ":1:1: the file ends before this { is closed")]
    [InlineData("more than one", "{} {}", ":1:4: not valid JSON: '{' is invalid after a single JSON value. Expected end of data")]
    [InlineData("no object", "[1]", ":1:1: the file: must be an object in { }")]
    [InlineData("no object as section", "{\"client\": 5}", ":1:12: client: must be an object in { }")]
    [InlineData("no object as the other section", "{\"server\": null}", ":1:12: server: must be an object in { }")]
    [InlineData("unknown section", "{\"clent\": {}}", ":1:2: clent: unknown key; did you mean \"client\"?")]
    [InlineData("a key without its section", "{\"retries\": 1}", ":1:2: retries: unknown key; it belongs in \"client\": { \"retries\": ... }")]
    [InlineData("a key that resembles none", "{\"zzzzzz\": 1}", ":1:2: zzzzzz: unknown key; known are $schema, client, server")]
    [InlineData("unknown key", "{\"client\": {\n\t\"retrys\": 1}}", ":2:2: client.retrys: unknown key; did you mean \"retries\"?")]
    [InlineData("keys have one spelling", "{\"client\": {\"Retries\": 1}}", ":1:13: client.Retries: unknown key; did you mean \"retries\"?")]
    [InlineData("twice", "{\"client\": {\"retries\": 1, \"retries\": 1}}", ":1:27: client.retries: stands here for the second time")]
    [InlineData("twice in other letters", "{\"client\": {\"retries\": 1, \"retr\\u0069es\": 1}}", ":1:27: client.retries: stands here for the second time")]
    [InlineData("section twice", "{\"client\": {}, \"client\": {}}", ":1:16: client: stands here for the second time")]
    [InlineData("a setting of the server in the other section", "{\"client\": {\"listen\": \":1\"}}", ":1:13: client.listen: unknown key; it belongs in \"server\": { \"listen\": ... }")]
    [InlineData("a setting of the server that is none", "{\"server\": {\"lisen\": 1}}", ":1:13: server.lisen: unknown key; did you mean \"listen\"?")]
    [InlineData("schema that is no text", "{\"$schema\": 1}", ":1:13: $schema: must be a text")]
    [InlineData("a text for a number", "{\"client\": {\"retries\": \"1\"}}", ":1:24: client.retries: must be a whole number from 0 to 100, not \"1\"")]
    [InlineData("a fraction", "{\"client\": {\"retries\": 1.5}}", ":1:24: client.retries: must be a whole number from 0 to 100, not 1.5")]
    [InlineData("an exponent", "{\"client\": {\"retries\": 1e1}}", ":1:24: client.retries: must be a whole number from 0 to 100, not 1e1")]
    [InlineData("below zero", "{\"client\": {\"retries\": -1}}", ":1:24: client.retries: must be a whole number from 0 to 100, not -1")]
    [InlineData("null", "{\"client\": {\"retries\": null}}", ":1:24: client.retries: must be a whole number from 0 to 100, not null")]
    [InlineData("an object", "{\"client\": {\"retries\": {}}}", ":1:24: client.retries: must be a whole number from 0 to 100, not an object")]
    [InlineData("a list", "{\"client\": {\"retries\": [1]}}", ":1:25: client.retries: must be a list of texts")]
    [InlineData("a list for a number", "{\"client\": {\"retries\": [\"1\"]}}", ":1:24: client.retries: must be a whole number from 0 to 100, not a list")]
    [InlineData("a text for a switch", "{\"client\": {\"strictSSL\": \"false\"}}", ":1:26: client.strictSSL: must be true or false, not \"false\"")]
    [InlineData("a number among hosts", "{\"client\": {\"insecureHosts\": [\"a.test\", 1]}}", ":1:41: client.insecureHosts: must be a list of texts")]
    [InlineData("an empty host", "{\"client\": {\"insecureHosts\": [\"\"]}}", ":1:30: client.insecureHosts: must be a list of host names, each with or without :port; one of them is empty")]
    [InlineData("careless", "{\"client\": {\n\"strictSSL\": false}}", ":2: client.strictSSL: false needs client.insecureHosts (SUTLER_INSECURE_HOSTS) to name the hosts whose certificates are not to be checked")]
    [InlineData("half a character", "{\"client\": {\"proxy\": \"\\ud800\"}}", ":1:22: half a surrogate pair is no character")]
    [InlineData("columns count characters", "{/*äöü*/\"zzzzzz\": 1}", ":1:9: zzzzzz: unknown key; known are $schema, client, server")]
    public void Says_where_and_what_is_wrong(string name, string json, string error) => Assert.Equal((name, "sutler: FILE" + error), (name, _run.Refuse(json)));

    [Fact]
    public void Refuses_bytes_that_are_not_utf8()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_run.UserFile)!);
        File.WriteAllBytes(_run.UserFile, [(byte)'{', 0xff, (byte)'}']);
        Assert.Equal("sutler: FILE: is not UTF-8 text", _run.Refuse());
    }

    [Fact]
    public void Refuses_depths_without_end() =>
        Assert.StartsWith("sutler: FILE:1:", _run.Refuse("{\"client\": {\"retries\": " + new string('[', 100_000)), StringComparison.Ordinal);

    [Theory]
    [InlineData("byte order mark", "\uFEFF{\"client\": {\"retries\": 3}}")]
    [InlineData("carriage returns", "{\r\n\"client\": {\r\n\"retries\": 3\r\n}\r\n}\r\n")]
    [InlineData("comments at both ends", "// one\n{\"client\": {\"retries\": 3}} // two\n")]
    [InlineData("an escaped key", "{\"client\": {\"retr\\u0069es\": 3}}")]
    public void Reads(string name, string json) => Assert.Equal((name, 3), (name, _run.Read(json).Client.Retries));
}
