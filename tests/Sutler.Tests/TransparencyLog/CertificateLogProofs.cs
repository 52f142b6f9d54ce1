using Sutler.GoModules.TransparencyLog;

namespace Sutler.Tests.TransparencyLog;

/// <summary>What the log Argon 2020 answered to get-proof-by-hash and get-sth-consistency (first=3654490).</summary>
internal static class CertificateLogProofs
{
    public const string RecordHash = "nCs3mfIydh9x4CKyQ+u2xtmpxmFggA5MLymHwNQSlLg=";

    public static IReadOnlyList<LogHash> Record { get; } = Read("""
        T46AmJsuOM/gFiGlUp+IJJebp+1Z5qratFNW7U0JyOQ=
        9Jj1Feodn42uRYEfffkV4HF/EIPFQ5Zo9IwkxbQ2uhk=
        D53/1oCNebF4J59HHgioovKZxrmrKcVuCVhy3Izg8Ck=
        wSFDgGSrsXRPA+1c8WHoAFCsWeUv8NDyP/Q/SgsyVyY=
        516/RcwsgdwdzHn18v1dJHqBkgFUbNhmCIWOGjsMJaE=
        naTFY2ajLFgrgs5XUl+zJYZnnlJksLGsA1VYwpLfqbY=
        mKBRJo6qao+0Kdh/rhGkZUbHUAxMhrtrclrTpIbNjIg=
        Co4ueOFE7lpifLio94irxxsv1wFMMaK3tPu2ZQkHlro=
        yRgy800K6JMYCC05sWfqF2kvCg2riT/pVM+nEa6V5+0=
        n2O38XJZC8/Wpbwi9HhgVizlUyeUHVZvYyQB1607MRc=
        go3tAjuNfNSCj87y2Rg1xOroDknGN1eaf3cgvzObf7Q=
        8D0Mj3/J7ySSnFb0afIHYXv6rlOhECnsebY6XKi1IR8=
        6rcez46ZU8M5vPiWVMAUfJfAOV0pPP/mch/lYzZhj/M=
        2rtIeXrPvSdUyHc5maIgSAVB2BzaKaupWxSAiVayDE4=
        nniW/IMFQPN5xw8UsHFn7CRStYbm1gLu7NNa6kkRqJQ=
        mRPPi7sQS22MduIEyvcNzCNFqIt6kLwYPkNKrVtIcu8=
        JvTivzESNS9wHI8aph5a7uieVmtS/p9PciMZ5D6GyOo=
        UTyQd+Ym0wY4zG+qK806bBORwi1CSVvFQ/KknnqoZj8=
        hXODrqN+ff+U6zPqRQ+ZQKs6im1fPcxIerDSfNwflhE=
        II6GE+WY/DrpZzfHztLwkR46o37zVkNLCyPYlf68zA0=
        d609kWWcNBllbA8Jb/ad4XAVVGnScLRmtP8FYyr+Dck=
        rikBsP0G0gioXRpBFED2CzQdSLrGPvRd0bEcbEZw1rI=
        GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=
        pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=
        f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=
        WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=
        f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=
        NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=
        C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=
        nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=
        """);

    public static IReadOnlyList<LogHash> Tree { get; } = Read("""
        80Sfbj6UQEdVSZCSIgh9NMPj3vCBzcc1A48B2crJSWg=
        FZcrgAHUk6nNPviJZq8kEK6jCG1d18pJOFE45ZDc1TQ=
        Q67reWXmPBo1UfmwBap4Xi9PMPfFdUSSw3WGlRZdG7k=
        eJ7CyhR4PxzBxDIsWgrVYW1eFUb9ndgf46tFmiqVrxA=
        QrDwp062Grm5WY8KdrhFsBuuNjGzRox2Jb8PmVL5OYw=
        XM4YMjMEdLH/XJam/ZWyaP14k3cmsOtnPsOWQ54lW1s=
        SGiBh+jOTGccXU48ZzgQ88lRcBmtB4wz4oSDndv2QTg=
        WAS6txqNLYKGL1GdBdpqmV42TTfn6cJsuDsqLXuTCNI=
        QFmRS0rirUA7ZN3lxFjDncV+E1OCrn3NUB4RCp+5fzc=
        Hdbp7It2XBNZmNDBpCN/KPd7vfVqxgzwOosqVIaEA9E=
        mxvHL0ZiblBdD7j7pIa1jlfB0gSqfJ6oX0UGo7L0VsU=
        q5hjyvoW6TL/PThgcitpDcSTrnKX2p1+aqscqH2euRA=
        jTOWDqt3IHj2NVFeezyBz2ofpru+ztEywqKUAfFclKI=
        GIRn0w3HqJdvU9j1WVD//eR6lk2AaTVjyzjsJNP8U88=
        x52GJvxG81fnQBrgOTbll1A5tz95/LXK0Ag1NhB0r1I=
        6/0OqrcTgc3o5dD5PymmoC96lB9yLPFuTHVvLy8fSGk=
        Gf+iKLfcXO5l4JEFmsZvSdG5q1uEeWPfYLrds6pmjz0=
        DGuaco+McyM3AfRSF6qX7RwSetwe2ieYJmxw5e9rVx0=
        2tQJ9V32hnYp+fdpP6TcjmgJmLeNVOMKM0Ml1kk4cNU=
        3PapK+IkyJr8I9yAErAmzuZezzLMzsg+PfeRCgNW8NQ=
        s6xiYeejb+wtqHA+URJZ2I/SCPyIW8coP6aB00FJbMY=
        z9lSpmdTcr5M5ZzKlc4EPh3SrSypKFdk6JUF/UccaZU=
        GXIElfmnRuWfbA4z7ubV/UwlpSRUbUeec7oL5HDDnh0=
        pR0SH/NYP6s9+8azWwaeUXA4Ze/3WCIgMfh5YW6wvcE=
        f3GuAKYVrF8RBg3s15jvA/YvV9oAliWtzP/imwPhQVA=
        WHn8zDxlVgkV+lSlmzaOdfSBrTHoRr5nT3d76q0KKWE=
        f2uV2ZxVgULzLPKuZcowRY3ZY7fRlX59iDBjV1R8kNQ=
        NzQVjJsvQwbi7WStMr9oFkh9VbHfK7LB6o7WwAqwNTs=
        C0LttBeYHZHgL+032JIcJC3CTBIyza/hsbmJUgJfmDI=
        nixU5CWTFVDlF4BGdcU6kA7WSYurEpe9jRWc+F/7sOc=
        """);

    private static IReadOnlyList<LogHash> Read(string lines) =>
        [.. lines.Split('\n').Select(line => LogHash.TryParse(line, out var hash) ? hash : throw new FormatException(line))];
}
