using System.Text;
using Sutler.Go.Download;
using Sutler.Go.Json;
using Sutler.Go.Sources;

namespace Sutler.Output;

/// <summary>Prints the objects of <c>mod download -json</c>, byte for byte as the go command does. Spec: JSON-1, JSON-2.</summary>
/// <remarks>By hand, because System.Text.Json escapes <c>+</c>, which is in every other hash, and other characters that Go prints as they are.</remarks>
internal static class ModuleJsonWriter
{
    /// <summary>Writes one object and a newline.</summary>
    public static void Write(TextWriter writer, DownloadedModule module)
    {
        var output = new StringBuilder();
        var members = new MemberList(output, "\t");
        members.Add("Path", module.Path);
        members.Add("Version", module.Version);
        members.Add("Query", module.Query);
        members.Add("Error", module.Error);
        members.Add("Info", module.Info);
        members.Add("GoMod", module.GoMod);
        members.Add("Zip", module.Zip);
        members.Add("Dir", module.Dir);
        members.Add("Sum", module.Sum);
        members.Add("GoModSum", module.GoModSum);
        if (module.Origin is { } origin)
        {
            members.Begin("Origin");
            WriteOrigin(output, origin);
        }

        if (module.Reuse)
        {
            members.Begin("Reuse");
            output.Append("true");
        }

        members.End("");
        writer.Write(output.Append('\n').ToString());
    }

    private static void WriteOrigin(StringBuilder output, Origin origin)
    {
        var members = new MemberList(output, "\t\t");
        members.Add("VCS", origin.Vcs);
        members.Add("URL", origin.Url);
        members.Add("Subdir", origin.Subdir);
        members.Add("Hash", origin.Hash);
        members.Add("TagPrefix", origin.TagPrefix);
        members.Add("TagSum", origin.TagSum);
        members.Add("Ref", origin.Ref);
        members.Add("RepoSum", origin.RepoSum);
        members.End("\t");
    }

    /// <summary>The members of one object, each on its own line; empty texts are left out.</summary>
    private struct MemberList(StringBuilder output, string indent)
    {
        private bool _any;

        public void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                Begin(name);
                GoJson.AppendString(output, value);
            }
        }

        public void Begin(string name)
        {
            output.Append(_any ? ",\n" : "{\n").Append(indent).Append($"\"{name}\": ");
            _any = true;
        }

        public readonly void End(string outerIndent) => output.Append(_any ? "\n" + outerIndent : "{").Append('}');
    }
}
