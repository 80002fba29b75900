package revue.node;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchMinimalStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.util.ElisionFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractCharFilterFactory;
import org.elasticsearch.index.analysis.AbstractIndexAnalyzerProvider;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;
import org.elasticsearch.plugins.Plugin;

/** The part of Elasticsearch's `analysis-common` module that the shipped mappings use: same names, same parameters. */
public final class FrenchAnalysisPlugin extends Plugin implements AnalysisPlugin {
    private static final Pattern RULE = Pattern.compile("(.*)\\s*=>\\s*(.*)\\s*$");

    @Override
    public Map<String, AnalysisProvider<CharFilterFactory>> getCharFilters() {
        return Map.of(
            "mapping", AnalysisPlugin.requiresAnalysisSettings(FrenchAnalysisPlugin::mapping),
            "pattern_replace", AnalysisPlugin.requiresAnalysisSettings(FrenchAnalysisPlugin::patternReplace));
    }

    @Override
    public Map<String, AnalysisProvider<TokenFilterFactory>> getTokenFilters() {
        return Map.of(
            "elision", AnalysisPlugin.requiresAnalysisSettings(FrenchAnalysisPlugin::elision),
            "asciifolding", FrenchAnalysisPlugin::asciiFolding,
            "stemmer", AnalysisPlugin.requiresAnalysisSettings(FrenchAnalysisPlugin::stemmer));
    }

    @Override
    public Map<String, AnalysisProvider<AnalyzerProvider<? extends Analyzer>>> getAnalyzers() {
        return Map.of("french", FrenchAnalysisPlugin::french);
    }

    private static CharFilterFactory mapping(IndexSettings index, Environment env, String name, Settings settings) {
        List<String> rules = Analysis.getWordList(env, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("mapping requires either `mappings` or `mappings_path` to be configured");
        }
        // As in Elasticsearch: rules are read in their order, and blanks around either side do not count.
        Map<String, String> replacements = new TreeMap<>();
        for (String rule : rules) {
            var found = RULE.matcher(rule);
            if (found.find() == false) {
                throw new RuntimeException("Invalid Mapping Rule : [" + rule + "]");
            }
            if (replacements.put(found.group(1).trim(), found.group(2).trim()) != null) {
                throw new RuntimeException("Invalid Mapping Rule : [" + rule + "], duplicate");
            }
        }
        NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
        replacements.forEach(builder::add);
        NormalizeCharMap map = builder.build();
        return new NormalizingCharFilter(name, reader -> new MappingCharFilter(map, reader));
    }

    private static CharFilterFactory patternReplace(IndexSettings index, Environment env, String name, Settings settings) {
        String pattern = settings.get("pattern");
        if (pattern == null || pattern.isEmpty()) {
            throw new IllegalArgumentException("pattern is missing for [" + name + "] char filter of type 'pattern_replace'");
        }
        Pattern compiled = Regex.compile(pattern, settings.get("flags"));
        String replacement = settings.get("replacement", "");
        return new NormalizingCharFilter(name, reader -> new PatternReplaceCharFilter(compiled, replacement, reader));
    }

    private static TokenFilterFactory elision(IndexSettings index, Environment env, String name, Settings settings) {
        CharArraySet articles = Analysis.parseArticles(env, settings);
        if (articles == null) {
            throw new IllegalArgumentException("elision filter requires [articles] or [articles_path] setting");
        }
        return new NormalizingTokenFilter(name, input -> new ElisionFilter(input, articles));
    }

    private static TokenFilterFactory asciiFolding(IndexSettings index, Environment env, String name, Settings settings) {
        boolean preserveOriginal = settings.getAsBoolean("preserve_original", false);
        return new NormalizingTokenFilter(name, input -> new ASCIIFoldingFilter(input, preserveOriginal));
    }

    private static TokenFilterFactory stemmer(IndexSettings index, Environment env, String name, Settings settings) {
        String language = settings.get("language", settings.get("name", "porter"));
        return switch (language) {
            case "light_french", "lightFrench" -> new Filter(name, FrenchLightStemFilter::new);
            case "minimal_french", "minimalFrench" -> new Filter(name, FrenchMinimalStemFilter::new);
            case "french" -> new Filter(name, input -> new SnowballFilter(input, "French"));
            default -> throw new IllegalArgumentException("Invalid stemmer class specified: " + language);
        };
    }

    private static AnalyzerProvider<FrenchAnalyzer> french(
        IndexSettings index, Environment env, String name, Settings settings) {
        FrenchAnalyzer analyzer = new FrenchAnalyzer(
            Analysis.parseStopWords(env, settings, FrenchAnalyzer.getDefaultStopSet()),
            Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET));
        return new AbstractIndexAnalyzerProvider<>(name) {
            @Override
            public FrenchAnalyzer get() {
                return analyzer;
            }
        };
    }

    private static class Filter extends AbstractTokenFilterFactory {
        private final Function<TokenStream, TokenStream> make;

        Filter(String name, Function<TokenStream, TokenStream> make) {
            super(name);
            this.make = make;
        }

        @Override
        public TokenStream create(TokenStream input) {
            return make.apply(input);
        }
    }

    private static final class NormalizingTokenFilter extends Filter implements NormalizingTokenFilterFactory {
        NormalizingTokenFilter(String name, Function<TokenStream, TokenStream> make) {
            super(name, make);
        }
    }

    private static final class NormalizingCharFilter extends AbstractCharFilterFactory implements NormalizingCharFilterFactory {
        private final Function<Reader, Reader> make;

        NormalizingCharFilter(String name, Function<Reader, Reader> make) {
            super(name);
            this.make = make;
        }

        @Override
        public Reader create(Reader input) {
            return make.apply(input);
        }
    }
}
